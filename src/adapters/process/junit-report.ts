import { MOST_FAILED_TESTS } from '../../model/check.ts';
import type { FailedTest, TestCases } from '../../model/check.ts';
import { xmlTags, type XmlTag } from '../../lib/xml-tags.ts';

const LONGEST_NAME = 300;

type Open = Extract<XmlTag, { type: 'open' }>;

/** A suite or a test that has not been closed yet. */
type Level = {
  readonly name: string;
  readonly isSuite: boolean;
  readonly test: FailedTest;
  hasFailed: boolean;
  isSkipped: boolean;
};

/**
 * Reads what a JUnit file says of single tests, in the shape all runners agree
 * on: `testcase` in `testsuite`, with `failure`, `error` or `skipped` inside.
 * Null where it is no such file, or ends before its end.
 */
export function parseJunit(text: string): TestCases | null {
  const open: Level[] = [];
  const seen = createTally();
  for (const tag of xmlTags(text)) {
    if (tag.type === 'broken') return null;
    if (tag.type === 'open') {
      if (open.length === 0 && !isRoot(tag)) return null;
      const level = begin(tag, open.at(-1));
      if (tag.isEmpty) seen.end(level);
      else open.push(level);
    } else {
      const level = open.pop();
      if (level?.name !== tag.name) return null;
      seen.end(level);
    }
  }
  return open.length === 0 && seen.hasRoot() ? seen.result() : null;
}

const isRoot = ({ name }: Open): boolean =>
  name === 'testsuites' || name === 'testsuite';

/** What a tag means: a test, a suite, or what became of the one around it. */
function begin({ name, attributes }: Open, around?: Level): Level {
  const isTest = name === 'testcase';
  const isSuite = name === 'testsuite' || name === 'testsuites';
  if (around !== undefined && (name === 'failure' || name === 'error')) {
    around.hasFailed = true;
  }
  if (around !== undefined && name === 'skipped') around.isSkipped = true;
  const own = attributes.get('file') ?? null;
  const file = own ?? around?.test.file ?? null;
  const title = attributes.get('name') ?? '';
  const group = isTest ? (attributes.get('classname') ?? '') : '';
  return {
    name,
    isSuite,
    test: {
      name: [group, title]
        .filter((part) => part !== '')
        .join(' › ')
        .slice(0, LONGEST_NAME),
      file,
    },
    hasFailed: false,
    isSkipped: false,
  };
}

function createTally() {
  const failed = new Map<string, FailedTest>();
  let passed = 0;
  let isAny = false;
  return {
    hasRoot: () => isAny,
    /** A suite fails by itself only where it could not run its tests. */
    end: (level: Level): void => {
      if (level.isSuite) isAny = true;
      const isTest = level.name === 'testcase';
      if ((isTest || level.isSuite) && level.hasFailed) {
        failed.set(`${level.test.file ?? ''}\n${level.test.name}`, level.test);
      } else if (isTest && !level.isSkipped) passed += 1;
    },
    result: (): TestCases => ({
      passed,
      failed: [...failed.values()].slice(0, MOST_FAILED_TESTS),
    }),
  };
}

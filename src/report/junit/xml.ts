import { unreachable } from '../../lib/unreachable.ts';
import { cleanText, oneLine } from '../../view/terminal-text.ts';
import type { JunitCase, JunitSuite } from './case.ts';

/**
 * Writes suites as JUnit XML: the part of it that all readers share, in the
 * order that the strictest of them want (properties, cases, output).
 */
export const junitXml = (suites: readonly JunitSuite[]): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'orchestration-loop', ...totals(suites.flatMap(({ cases }) => cases)) })}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');

const suiteLines = (suite: JunitSuite, place: number): readonly string[] => [
  `  <testsuite${attributes({
    name: suite.name,
    ...totals(suite.cases),
    skipped: countOf(suite.cases, 'skipped'),
    // Without a zone, as the format was defined: it is UTC.
    timestamp: suite.started_at.slice(0, 19),
    // Which machine it was is in no journal; readers want the attribute.
    hostname: 'localhost',
    id: String(place),
    package: suite.classname,
  })}>`,
  '    <properties>',
  ...suite.properties.map(
    ([name, value]) => `      <property${attributes({ name, value })}/>`,
  ),
  '    </properties>',
  ...suite.cases.flatMap((one) => caseLines(one, suite.classname)),
  '    <system-out></system-out>',
  '    <system-err></system-err>',
  '  </testsuite>',
];

function caseLines(one: JunitCase, classname: string): readonly string[] {
  const open = `    <testcase${attributes({ name: one.name, classname, time: seconds(one.ms) })}`;
  const inner = [
    ...outcomeLines(one.outcome),
    ...(one.output === undefined || one.output === ''
      ? []
      : [`<system-out>${content(one.output)}</system-out>`]),
  ];
  return inner.length === 0
    ? [`${open}/>`]
    : [`${open}>`, ...inner.map((line) => `      ${line}`), '    </testcase>'];
}

function outcomeLines(outcome: JunitCase['outcome']): readonly string[] {
  switch (outcome.type) {
    case 'passed':
      return [];
    case 'skipped':
      // As text: the oldest schema knows no attribute here, and all read it.
      return [`<skipped>${content(outcome.why)}</skipped>`];
    case 'failed':
    case 'error': {
      const { type, kind, message, text } = outcome;
      const tag = type === 'failed' ? 'failure' : 'error';
      return [
        `<${tag}${attributes({ message, type: kind })}>${content(text)}</${tag}>`,
      ];
    }
    default:
      return unreachable(outcome);
  }
}

const totals = (cases: readonly JunitCase[]): Record<string, string> => ({
  tests: String(cases.length),
  failures: countOf(cases, 'failed'),
  errors: countOf(cases, 'error'),
  time: seconds(cases.reduce((sum, { ms }) => sum + ms, 0)),
});

const countOf = (
  cases: readonly JunitCase[],
  type: JunitCase['outcome']['type'],
): string =>
  String(cases.filter(({ outcome }) => outcome.type === type).length);

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(oneLine(value))}"`)
    .join('');

const content = (text: string): string => escapeXml(cleanText(text));

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  // `]]>` may not stand in text.
  '>': '&gt;',
  '"': '&quot;',
};

/** Cleaned text has no control characters and no half pairs; XML forbids two more. */
const escapeXml = (text: string): string =>
  text
    .replace(/[\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? '');

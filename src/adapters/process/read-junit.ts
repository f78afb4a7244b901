import { lstat, readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, posix } from 'node:path';
import type { FailedTest, TestCases } from '../../model/check.ts';
import { parseJunit } from './junit-report.ts';

/** A report of a hundred thousand tests; a larger one is not read. */
const MOST_BYTES = 20 * 1024 * 1024;

/** What the file said, or why the exit code has to speak alone. */
export type JunitResult =
  | { readonly type: 'read'; readonly tests: TestCases }
  | { readonly type: 'unread'; readonly why: string };

/**
 * Looks at a JUnit file before a check runs and gives the way to read it
 * after: a file that the check has not written is no evidence.
 */
export async function watchJunit(
  cwd: string,
  name: string,
): Promise<() => Promise<JunitResult>> {
  const path = pathIn(cwd, name);
  if (path === null) {
    return () => Promise.resolve(unread('is not a path below the workdir'));
  }
  const before = await versionOf(path);
  return async () => {
    const stat = await lstat(path).catch(() => null);
    if (stat === null) return unread('was not written');
    if (!stat.isFile()) return unread('is no file');
    if ((await versionOf(path)) === before) {
      return unread('is from before this check');
    }
    if (stat.size > MOST_BYTES) return unread('is larger than 20 MB');
    const tests = parseJunit(await readText(path));
    return tests === null
      ? unread('is no whole JUnit report')
      : { type: 'read', tests: await relativeTo(cwd, tests) };
  };
}

const unread = (why: string): JunitResult => ({ type: 'unread', why });

/** What the config names stays in the workdir, whatever was written there. */
function pathIn(cwd: string, name: string): string | null {
  const path = posix.normalize(name);
  const isOutside = path === '..' || path.startsWith('../');
  return isAbsolute(path) || isOutside ? null : join(cwd, path);
}

/** Changes with every write, whatever the writer does to the times of the file. */
async function versionOf(path: string): Promise<string | null> {
  const stat = await lstat(path, { bigint: true }).catch(() => null);
  return stat === null ? null : `${stat.ino}:${stat.ctimeNs}:${stat.size}`;
}

async function readText(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  return text.replace(/^\uFEFF/, '');
}

/** Reports name files absolutely or from the workdir; here they are always the latter. */
async function relativeTo(cwd: string, tests: TestCases): Promise<TestCases> {
  const roots = [cwd, await realpath(cwd)].map((root) => `${root}/`);
  const relative = ({ name, file }: FailedTest): FailedTest => {
    if (file === null) return { name, file };
    const path = posix.normalize(file.replaceAll('\\', '/'));
    const root = roots.find((each) => path.startsWith(each));
    return { name, file: root === undefined ? path : path.slice(root.length) };
  };
  return { ...tests, failed: tests.failed.map(relative) };
}

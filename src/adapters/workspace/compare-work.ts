import type { Evidence } from '../../model/attempt.ts';
import type { Bench } from './bench.ts';
import { diffBetween } from './capture.ts';
import { fromTop } from './layout.ts';

/** More paths than this do not fit on a command line everywhere: the whole is compared then. */
const MOST_PATHS = 500;

/**
 * What a later state of a unit's work changed in an earlier one. Where it was
 * put upon other work in between, only its own files are compared.
 */
export const diffOfWorks = async (
  bench: Bench,
  from: Evidence,
  to: Evidence,
): Promise<string> => {
  if (from.commit === null || to.commit === null) return '';
  const own = new Set([...from.files_changed, ...to.files_changed]);
  const isSameBase = from.base === to.base;
  if (!isSameBase && own.size === 0) return '';
  const paths =
    isSameBase || own.size > MOST_PATHS
      ? []
      : [...own].map((path) => fromTop(bench.layout, path));
  return diffBetween(bench, [from.commit, to.commit], paths);
};

/** Larger files are nothing to quote from, in bytes. */
const LARGEST_BYTES = 1024 * 1024;

/** The text of a file in a unit's work; a path that leads nowhere is no file. */
export const fileOf = async (
  bench: Bench,
  { commit }: Evidence,
  path: string,
): Promise<string | null> => {
  if (commit === null || /\p{Cc}/u.test(path)) return null;
  const blob = `${commit}:${fromTop(bench.layout, path)}`;
  const options = { cwd: bench.top, exitCodes: 'any' } as const;
  const size = await bench.git(['cat-file', '-s', blob], options);
  if (size.exitCode !== 0 || Number(size.stdout) > LARGEST_BYTES) return null;
  const text = await bench.git(['cat-file', 'blob', blob], options);
  const isText = text.exitCode === 0 && !text.stdout.includes('\0');
  return isText ? text.stdout : null;
};

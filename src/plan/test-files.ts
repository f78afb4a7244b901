import type { FailedTest } from '../model/check.ts';

/** Names and folders that test runners look for by default. */
const TEST =
  /(^|\/)(tests?|specs?|__tests__|__snapshots__|e2e|testdata|fixtures)(\/|$)|(^|\/)(test_[^/]*|conftest\.py)$|[._-](tests?|specs?)\.[^/]+$|Tests?\.[^/]+$|IT\.[^/]+$/;

/** Files whose change can change how the program behaves. */
const CODE =
  /\.([cm]?[jt]sx?|vue|svelte|py|rb|go|rs|java|kt|kts|scala|swift|cs|fs|php|ex|exs|erl|clj|c|cc|cpp|cxx|h|hpp|m|mm|dart|lua|sh|sql)$/;

/** Settings of a tool, written as code. */
const SETTINGS = /(^|\/)[^/]*\.(config|setup)\.[^/]+$/;

/** Whether a change is to tests and what they need, and to no code besides. */
export const changesOnlyTests = (files: readonly string[]): boolean =>
  files.every(
    (file) => TEST.test(file) || !CODE.test(file) || SETTINGS.test(file),
  );

/**
 * Whether a failed test stands in a file: by the file the report names, else
 * by its class, which many runners write as a path with dots.
 */
export function standsIn({ name, file }: FailedTest, path: string): boolean {
  if (file !== null) return file === path || file.endsWith(`/${path}`);
  const suite = name.split(' › ')[0] ?? '';
  if (suite === path || suite.endsWith(`/${path}`)) return true;
  const dotted = path.replace(/\.[^./]+$/, '').replaceAll('/', '.');
  const words = suite.split('.');
  return words.some((_, last) => {
    const front = words.slice(0, last + 1).join('.');
    return dotted === front || (last > 0 && dotted.endsWith(`.${front}`));
  });
}

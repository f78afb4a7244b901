import type { Location } from 'sarif';
import type { ReportedFinding } from './findings.ts';

/** Where the files of a run are, as code scanning names them. */
export type SarifPlaces = {
  /** The workdir in its repository: empty, or with a slash at its end. */
  readonly prefix: string;
  /** tasks.md relative to the workdir; null where it lies outside. */
  readonly tasksFile: string | null;
};

/**
 * Where a finding is. Code scanning drops a result without a file, so one that
 * names none, or one outside of the repository, stands at its unit in tasks.md.
 */
export function sarifLocations(
  { finding, task_line }: ReportedFinding,
  { prefix, tasksFile }: SarifPlaces,
): readonly Location[] {
  const own = finding.file === null ? null : pathInside(finding.file, prefix);
  if (own !== null) return [at(own, finding.line)];
  const tasks = tasksFile === null ? null : pathInside(tasksFile, prefix);
  return tasks === null ? [] : [at(tasks, task_line)];
}

/** GitHub wants a line: what is said of a whole file stands at its first. */
const at = (path: string, line: number | null): Location => ({
  physicalLocation: {
    artifactLocation: { uri: uriOf(path) },
    region: { startLine: Math.max(1, Math.floor(line ?? 1)) },
  },
});

/** From the repository's top; null where the path leads out of it, or is none. */
function pathInside(path: string, prefix: string): string | null {
  const isOutside = /^(?:[\\/]|[A-Za-z]:)/u.test(path);
  const parts = `${prefix}${path}`
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  return isOutside || parts.length === 0 || parts.includes('..')
    ? null
    : parts.join('/');
}

/** A relative reference: each name percent-encoded, so that none is taken for a scheme or a query. */
const uriOf = (path: string): string =>
  path
    .split('/')
    .map((part) =>
      encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd')),
    )
    .join('/');

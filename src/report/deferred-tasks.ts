import { groupBy } from '../lib/group-by.ts';
import { SEVERITIES } from '../model/finding.ts';
import type { DeferredFinding } from '../view/deferred.ts';
import { count } from '../view/format.ts';
import { oneLine } from '../view/terminal-text.ts';

/** Longest title of a task, in characters. */
const LONGEST_TITLE = 80;

/**
 * A tasks.md that answers what reviews left for later: one task a file, one a
 * finding that names none. The words of reviewers are quoted, and robbed of
 * what could be read as a field: they are no box, dependency or manifest.
 */
export function deferredTasks(
  findings: readonly DeferredFinding[],
  from: { readonly spec_path: string },
): string {
  const groups = groupBy(
    findings,
    (finding) => fileOf(finding) ?? `: ${finding.fingerprint}`,
  );
  const tasks = [...groups.values()].map(taskLines);
  return [
    '# Implementation Plan',
    '',
    `What reviews of ${quoted(from.spec_path)} left for later.`,
    '',
    ...(tasks.length === 0 ? ['Nothing was left for later.', ''] : []),
    ...tasks.flatMap((lines, place) => [
      `- [ ] ${place + 1}. ${lines.title}`,
      ...lines.details.map((line) => `  - ${line}`),
      '',
    ]),
  ].join('\n');
}

type TaskLines = {
  readonly title: string;
  readonly details: readonly string[];
};

function taskLines(findings: readonly DeferredFinding[]): TaskLines {
  const sorted = findings.toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
  const [first] = sorted;
  const file = first === undefined ? null : fileOf(first);
  return {
    title:
      file === null
        ? `Settle: ${plainWords(first?.description ?? '')}`
        : `Settle ${count(sorted.length, 'finding')} in ${file}`,
    details: [
      ...sorted.map(
        ({ severity, line, description, task_id }) =>
          `${severity}${line === null ? '' : `, line ${line}`}, found in ${quoted(task_id)}: ${quoted(description)}`,
      ),
      // Said, so that no sentence of a reviewer is taken for one.
      '_Depends: none_',
      ...(file === null ? [] : [`_writes: ${file}_`]),
    ],
  };
}

/** A path that can stand in a manifest as it is; else null. */
function fileOf({ file }: DeferredFinding): string | null {
  if (file === null || file.split('/').includes('..')) return null;
  const isPlain = /^[\p{L}\p{N}@+.-][\p{L}\p{N}@+./_-]*$/u.test(file);
  return isPlain && !file.endsWith('_') ? file : null;
}

/** Words and the signs of a sentence, as much as a title holds. */
function plainWords(text: string): string {
  const words = oneLine(text)
    .replaceAll(/[^\p{L}\p{N} .,;'"/-]/gu, ' ')
    .replaceAll(/ +/gu, ' ')
    .trim();
  return words.length > LONGEST_TITLE
    ? `${words.slice(0, LONGEST_TITLE - 1)}…`
    : words;
}

/** One line in code marks, where nothing is Markdown; a word and a colon would still be a field. */
const quoted = (text: string): string =>
  `\`${oneLine(text)
    .replaceAll('`', "'")
    .replaceAll(
      /(^|[^\p{L}\p{N}./-])([\p{L} ]{3,20}):(?!\/\/)/gu,
      '$1$2 -',
    )}\``;

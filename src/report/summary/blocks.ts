import { count } from '../../view/format.ts';
import type { Summary } from '../../view/summary/summary-data.ts';
import { cutText, oneLine } from '../../view/terminal-text.ts';
import { block, entry } from '../text-layout.ts';
import { usageLines } from './usage-text.ts';

/** Findings and files that a terminal has room for. */
const MOST_FINDINGS = 3;
const MOST_FILES = 4;
/** Requirements without an answer that are named. */
const MOST_NAMED = 5;

/** What was made and what is left, in about a dozen lines. */
export function shortLines(
  summary: Summary,
  columns: number,
): readonly string[] {
  const line = (lead: string, text: string): readonly string[] =>
    text === '' ? [] : entry(lead, text, columns);
  return [
    ...line('Key files: ', fewFiles(summary)),
    ...line('Requirements: ', requirementsInShort(summary)),
    ...line('Final review: ', reviewInShort(summary)),
    ...line('Learned: ', learnedInShort(summary)),
    ...line('Allowed: ', summary.permissions.join('; ')),
    ...findingsInShort(summary, columns),
    `All of it: ${oneLine(summary.report_command)}`,
  ];
}

/** The same without a cut. */
export const wholeBlocks = (
  summary: Summary,
  columns: number,
): readonly string[] => [
  ...block(
    'Key files',
    summary.key_files.flatMap(({ path, units }) =>
      entry('  ', `${path} (${units.join(', ')})`, columns),
    ),
  ),
  ...block('Requirements', requirementLines(summary, columns)),
  ...block('Final review', entryOf(reviewInShort(summary), columns)),
  ...block('Learned', learnedLines(summary, columns)),
  ...block(
    'Allowed',
    summary.permissions.flatMap((line) => entry('  ', line, columns)),
  ),
  ...block(
    'Findings left',
    summary.findings.flatMap((finding) =>
      entry('  ', findingText(finding), columns),
    ),
  ),
  ...block('Used', usageLines(summary.usage, columns)),
];

const entryOf = (text: string, columns: number): readonly string[] =>
  text === '' ? [] : entry('  ', text, columns);

function fewFiles({ key_files }: Summary): string {
  const more = key_files.length - MOST_FILES;
  const named = key_files
    .slice(0, MOST_FILES)
    .map(({ path, units }) => `${path} (${units.join(', ')})`);
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function requirementsInShort({ requirements }: Summary): string {
  if (requirements.length === 0) return '';
  const met = requirements.filter(({ status }) => status === 'covered').length;
  const open = requirements.filter(({ status }) => status !== 'covered');
  const named = open.slice(0, MOST_NAMED).map(notMet);
  const more = open.length - named.length;
  return [
    `${met} of ${requirements.length} covered`,
    ...(open.length === 0
      ? []
      : [
          `not: ${[...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')}`,
        ]),
  ].join('; ');
}

const notMet = ({
  requirement,
  units,
}: Summary['requirements'][number]): string =>
  units.length === 0 ? `${requirement} (no unit names it)` : requirement;

/** Requirement → unit, commit, verdict. */
const requirementLines = (
  { requirements }: Summary,
  columns: number,
): readonly string[] =>
  requirements.flatMap(({ requirement, units, status }) => {
    const by = units.map((unit) =>
      [
        unit.task_id,
        unit.commit === null ? unit.status : unit.commit.slice(0, 12),
        unit.verdict === null ? '' : `review: ${unit.verdict}`,
      ]
        .filter((word) => word !== '')
        .join(' '),
    );
    const said = units.length === 0 ? 'no unit names it' : by.join('; ');
    const mark = status === 'covered' ? '' : ' (not covered)';
    return entry('  ', `${requirement}${mark}: ${said}`, columns);
  });

function reviewInShort({ final_review, is_review_waived }: Summary): string {
  if (is_review_waived) return 'not reviewed as a whole, as a person decided';
  if (final_review === null) return '';
  const { severity, reviewers, fixed_by, summary } = final_review;
  const fixes =
    fixed_by.length === 0 ? '' : `, fixed by ${fixed_by.join(', ')}`;
  return `${severity}, by ${reviewers.join(', ')}${fixes}: ${summary}`;
}

function learnedInShort(summary: Summary): string {
  const { learnings, learned_in } = summary;
  if (learnings.length === 0) return '';
  return learned_in.length === 0
    ? count(learnings.length, 'thing')
    : `${count(learnings.length, 'thing')}, noted in ${learned_in.join(', ')}`;
}

const learnedLines = (
  { learnings, learned_in, learning_notes }: Summary,
  columns: number,
): readonly string[] => [
  ...learnings.flatMap(({ text }) => entry('  - ', text, columns)),
  ...(learned_in.length === 0
    ? []
    : entry('  ', `Noted in ${learned_in.join(', ')}.`, columns)),
  ...learning_notes.flatMap((note) => entry('  ', note, columns)),
];

function findingText(finding: Summary['findings'][number]): string {
  const { file, line, severity, is_deferred, task_id, description } = finding;
  const place =
    file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
  const kind = is_deferred ? `${severity}, for later` : severity;
  return `${task_id} (${kind}): ${place}${description}`;
}

/** A line each, what is open first; those for later have a command of their own. */
function findingsInShort(
  { findings, deferred_command }: Summary,
  columns: number,
): readonly string[] {
  if (findings.length === 0) return [];
  const more = findings.length - MOST_FINDINGS;
  const later = findings.filter(({ is_deferred }) => is_deferred).length;
  const open = findings.length - later;
  return [
    `Findings left: ${[
      ...(open > 0 ? [`${open} open`] : []),
      ...(later > 0 ? [`${later} for later`] : []),
    ].join(', ')}`,
    ...findings
      .slice(0, MOST_FINDINGS)
      .map((finding) => cutText(`  ${oneLine(findingText(finding))}`, columns)),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(deferred_command === null
      ? []
      : [`  As a task list: ${oneLine(deferred_command)}`]),
  ];
}

import { groupBy } from '../../lib/group-by.ts';
import type { Summary, UnitSummary } from '../../view/summary/summary-data.ts';
import {
  count,
  formatCost,
  formatDuration,
  formatTokens,
} from '../../view/format.ts';
import { statusLook } from '../../view/status-look.ts';
import {
  cutText,
  oneLine,
  padText,
  textWidth,
} from '../../view/terminal-text.ts';
import { tint } from '../colour.ts';
import { whereLines } from './where.ts';
import { COMPLETE, outcomeTitle } from '../outcome-title.ts';
import { detailsOf, headlineOf, subjectOf } from '../../view/decisions.ts';
import { shortLines, wholeBlocks } from './blocks.ts';
import { timeLines } from '../time-text.ts';
import { atMost, block, entry, layoutWidth } from '../text-layout.ts';

/** How the summary is written. */
export type SummaryTextOptions = {
  /** Of the terminal; taken into 60 to 100. */
  readonly columns?: number;
  readonly colour?: boolean;
  /** Everything, however long; else what fits a terminal, and the command that shows the rest. */
  readonly isWhole?: boolean;
};

/**
 * The final summary as text. Its last lines say what is done, what is not,
 * where the logs are and the one command to run next.
 */
export function summaryText(
  summary: Summary,
  options: SummaryTextOptions = {},
): string {
  const columns = layoutWidth(options.columns);
  const isColoured = options.colour ?? false;
  const isWhole = options.isWhole ?? false;
  return [
    ...headLines(summary, columns, isColoured),
    ...block('Units', unitLines(summary.units, columns, isColoured)),
    ...(isWhole
      ? wholeBlocks(summary, columns)
      : ['', ...shortLines(summary, columns)]),
    ...block('Not independently reviewed', ownReviewLines(summary, columns)),
    ...block('Checks', checkLines(summary, columns)),
    ...block('Where it is', whereLines(summary, columns)),
    ...block('Decisions', decisionLines(summary, columns)),
    '',
    ...lastLines(summary, columns),
    '',
  ].join('\n');
}

function headLines(
  summary: Summary,
  columns: number,
  isColoured: boolean,
): readonly string[] {
  const { progress, usage } = summary;
  const title = outcomeTitle(summary);
  const cost =
    usage.cost_usd === null
      ? ''
      : `, ${formatCost(usage.cost_usd)}${usage.attempts_without_cost > 0 ? ` (${count(usage.attempts_without_cost, 'attempt')} named no cost)` : ''}`;
  return [
    tint(
      cutText(`${title}: ${oneLine(summary.spec_path)}`, columns),
      title === COMPLETE ? 'good' : 'warning',
      isColoured,
    ),
    `${progress.completed}/${progress.total} units${tasksDone(summary)} completed${progress.canceled > 0 ? `, ${progress.canceled} canceled` : ''} in ${formatDuration(summary.duration_ms)}${stoppedText(summary)}`,
    ...entry(
      '',
      `${formatTokens(usage.input_tokens)} tokens in (${formatTokens(usage.cached_input_tokens)} cached), ${formatTokens(usage.output_tokens)} out${cost}`,
      columns,
    ),
    ...(summary.time === null ? [] : timeLines(summary.time, columns)),
  ];
}

/** Shorter than this is no stop worth a word. */
const WORTH_TELLING_MS = 1000;

/** A run of three starts lasts from the first of them on. */
const stoppedText = ({ stopped_ms }: Summary): string =>
  stopped_ms < WORTH_TELLING_MS
    ? ''
    : `, ${formatDuration(stopped_ms)} of it stopped`;

/** Where units have subtasks, these say better how much it was. */
const tasksDone = ({ tasks, progress }: Summary): string =>
  tasks.total === progress.total
    ? ''
    : ` (${tasks.completed}/${tasks.total} tasks)`;

/** One line a unit: glyph, id, status, what was done by whom, title. */
function unitLines(
  units: readonly UnitSummary[],
  columns: number,
  isColoured: boolean,
): readonly string[] {
  const idWidth = Math.min(
    12,
    Math.max(0, ...units.map((unit) => textWidth(oneLine(unit.task_id)))),
  );
  return units.map((unit) => {
    const { glyph, word, tone } = statusLook(unit.status);
    const left = `  ${glyph} ${padText(oneLine(unit.task_id), idWidth)}  `;
    const facts = `${padText(word, 14)}  ${padText(unitFacts(unit), 26)}  `;
    const room = columns - textWidth(left) - textWidth(facts);
    return (
      tint(left, tone, isColoured) +
      facts +
      cutText(oneLine(unit.description), Math.max(0, room))
    ).trimEnd();
  });
}

function unitFacts(unit: UnitSummary): string {
  if (unit.attempts === 0) return oneLine(unit.agent);
  const fixes = unit.fixes > 0 ? `, ${count(unit.fixes, 'fix', 'fixes')}` : '';
  return `${oneLine(unit.agent)}, ${count(unit.attempts, 'attempt')}${fixes}`;
}

/** A review by the author's own vendor is a weaker one, and says so. */
const ownReviewLines = (
  { units }: Summary,
  columns: number,
): readonly string[] => {
  const own = units.filter((unit) => unit.independent_review === false);
  return own.length === 0
    ? []
    : entry(
        '  ',
        `${own.map(({ task_id }) => task_id).join(', ')}: no reviewer of another vendor was there`,
        columns,
      );
};

/** More of one decision would push the others off the screen; `decide` shows all of it. */
const MOST_DETAILS = 12;

const checkLines = (summary: Summary, columns: number): readonly string[] =>
  atMost(summary.check_notes, 10, (note) => entry('  ', note, columns));

/** Commands are never wrapped: they are there to be pasted. */
const decisionLines = (summary: Summary, columns: number): readonly string[] =>
  summary.decisions.flatMap((decision) => [
    ...entry(
      `  ${decision.id}  `,
      `${subjectOf(decision)}: ${headlineOf(decision)}`,
      columns,
    ),
    ...atMost(detailsOf(decision), MOST_DETAILS, (line) =>
      entry('      ', line, columns),
    ),
    ...decision.options.flatMap((option, i) => [
      ...entry(`      ${option.n}. `, option.label, columns),
      `         ${decision.commands[i] ?? ''}`,
    ]),
  ]);

function lastLines(summary: Summary, columns: number): readonly string[] {
  const { progress, not_done } = summary;
  return [
    ...entry(
      'Done:     ',
      `${progress.completed} of ${count(progress.total, 'unit')}`,
      columns,
    ),
    ...(not_done.length === 0
      ? entry('Not done: ', 'nothing', columns)
      : notDoneLines(summary, columns)),
    ...(summary.reason === null || summary.is_complete
      ? []
      : entry('Why:      ', summary.reason, columns)),
    `Logs:     ${oneLine(summary.logs)}`,
    ...entry('Next:     ', summary.next.purpose, columns),
    `          ${oneLine(summary.next.command)}`,
  ];
}

/** Units that are not done for the same reason are one line: thirty that wait for one are no news. */
const notDoneLines = (
  { not_done }: Summary,
  columns: number,
): readonly string[] =>
  [...groupBy(not_done, ({ why }) => why)].flatMap(([why, units]) => {
    const ids = units.map(({ task_id }) => task_id).join(', ');
    return entry('Not done: ', `${ids}: ${why}`, columns);
  });

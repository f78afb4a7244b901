import type { Summary, UnitSummary } from '../view/summary.ts';
import {
  count,
  formatCost,
  formatDuration,
  formatTokens,
} from '../view/format.ts';
import { statusLook } from '../view/status-look.ts';
import { cutText, oneLine, padText, textWidth } from '../view/terminal-text.ts';
import { tint } from './colour.ts';
import { whereLines } from './summary-where.ts';
import { atMost, block, entry, layoutWidth } from './text-layout.ts';

/** How the summary is written. */
export type SummaryTextOptions = {
  /** Of the terminal; taken into 60 to 100. */
  readonly columns?: number;
  readonly colour?: boolean;
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
  return [
    ...headLines(summary, columns, isColoured),
    ...block('Units', unitLines(summary.units, columns, isColoured)),
    ...block('Key files', fileLines(summary, columns)),
    ...block('Findings left', findingLines(summary, columns)),
    ...block('Where it is', whereLines(summary, columns)),
    ...block('Decisions', decisionLines(summary, columns)),
    '',
    ...lastLines(summary, columns),
    '',
  ].join('\n');
}

const COMPLETE = 'Complete';

/** What is only on the integration branch is not where its owner expects it. */
function outcomeTitle({ is_complete, landing, run }: Summary): string {
  if (!is_complete) return 'Not complete';
  const isThere = landing?.type === 'landed' || run?.isolation === 'shared';
  return isThere ? COMPLETE : 'Complete, not landed';
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
    `${progress.completed}/${progress.total} units completed${progress.canceled > 0 ? `, ${progress.canceled} canceled` : ''} in ${formatDuration(summary.duration_ms)}`,
    ...entry(
      '',
      `${formatTokens(usage.input_tokens)} tokens in (${formatTokens(usage.cached_input_tokens)} cached), ${formatTokens(usage.output_tokens)} out${cost}`,
      columns,
    ),
  ];
}

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

const fileLines = (summary: Summary, columns: number): readonly string[] =>
  atMost(summary.key_files, 10, ({ path, units }) =>
    entry('  ', `${path} (${units.join(', ')})`, columns),
  );

const findingLines = (summary: Summary, columns: number): readonly string[] =>
  atMost(summary.findings, 10, (finding) => {
    const place =
      finding.file === null
        ? ''
        : `${finding.file}${finding.line === null ? '' : `:${finding.line}`}: `;
    const kind = finding.is_deferred
      ? `${finding.severity}, for later`
      : finding.severity;
    return entry(
      '  ',
      `${finding.task_id} (${kind}): ${place}${finding.description}`,
      columns,
    );
  });

/** Commands are never wrapped: they are there to be pasted. */
const decisionLines = (summary: Summary, columns: number): readonly string[] =>
  summary.decisions.flatMap((decision) => [
    ...entry(
      `  ${decision.id}  `,
      `${decision.task_id}: ${decision.context}`,
      columns,
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

const notDoneLines = (
  { not_done }: Summary,
  columns: number,
): readonly string[] =>
  atMost(not_done, 20, (unit) => [
    ...entry(`Not done: `, `${unit.task_id}: ${unit.why}`, columns),
  ]);

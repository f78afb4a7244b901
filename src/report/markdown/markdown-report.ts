import { utf8Length } from '../../lib/utf8-length.ts';
import {
  count,
  formatCost,
  formatDuration,
  formatTime,
  formatTokens,
} from '../../view/format.ts';
import { percent } from '../../view/progress.ts';
import { statusLook } from '../../view/status-look.ts';
import type { Summary } from '../../view/summary/summary-data.ts';
import { decisionLines, findingLines } from './open.ts';
import { copied, copiedCell, plain, section, table } from './plain.ts';
import { outcomeTitle } from '../outcome-title.ts';
import type { ReportData } from '../report-data.ts';

/**
 * The run as Markdown for a code host: what a person asks first stands first,
 * because a page that is too long is cut at its end. `maxBytes` is all that
 * there is room for, in UTF-8.
 */
export function markdownReport(data: ReportData, maxBytes = Infinity): string {
  const { summary } = data;
  return fitting(
    [
      ...headLines(data),
      ...section('Decisions', decisionLines(summary)),
      ...section('Units', unitLines(summary)),
      ...section('Findings left', findingLines(summary)),
      ...section('Requirements', requirementLines(summary)),
      ...section('Where it is', whereLines(summary)),
      ...section('Used', usageLines(summary)),
      '',
    ],
    { maxBytes, command: summary.report_command },
  );
}

function headLines({ summary, now }: ReportData): readonly string[] {
  const { progress, reason, next } = summary;
  return [
    `## ${plain(outcomeTitle(summary))}: ${plain(summary.spec_path)}`,
    '',
    `**${progress.completed} of ${count(progress.total, 'unit')} completed** (${percent(progress.share)} %)${progress.canceled > 0 ? `, ${progress.canceled} canceled` : ''}, ${formatDuration(summary.duration_ms)}, as of ${formatTime(now)}`,
    ...(reason === null || summary.is_complete
      ? []
      : ['', `Why it ended: ${plain(reason)}`]),
    '',
    `Next: ${plain(next.purpose)}: ${copied(next.command)}`,
  ];
}

function unitLines(summary: Summary): readonly string[] {
  const whys = new Map(
    summary.not_done.map(({ task_id, why }) => [task_id, why]),
  );
  return table(
    ['', 'Unit', 'Status', 'By', 'Attempts', 'Review', 'Commit'],
    summary.units.map((unit) => {
      const { glyph, word } = statusLook(unit.status);
      const why = whys.get(unit.task_id);
      return [
        glyph,
        plain(`${unit.task_id} ${unit.description}`),
        why === undefined || why === word ? word : `${word}: ${plain(why)}`,
        plain(unit.agent),
        String(unit.attempts),
        unit.verdict ?? '',
        unit.commit === null ? '' : copied(unit.commit.slice(0, 12)),
      ];
    }),
  );
}

const MET = { covered: '✓', open: '…', none: '✗' } as const;

const requirementLines = (summary: Summary): readonly string[] =>
  table(
    ['', 'Requirement', 'Units'],
    summary.requirements.map(({ requirement, units, status }) => [
      MET[status],
      plain(requirement),
      units.length === 0
        ? 'no unit names it'
        : units
            .map(({ task_id, status: word }) => `${plain(task_id)} (${word})`)
            .join(', '),
    ]),
  );

function whereLines({ run, landing, logs }: Summary): readonly string[] {
  const branch = run?.integration_branch ?? null;
  return [
    ...(branch === null ? [] : [`- Integration branch: ${copied(branch)}`]),
    ...(landing?.type === 'landed' && landing.branch !== null
      ? [`- Landed on ${copied(landing.branch)}`]
      : []),
    ...(landing?.type === 'landing_failed'
      ? [`- Not landed: ${plain(landing.reason)}`]
      : []),
    `- Logs: ${copied(logs)}`,
  ];
}

const usageLines = ({ usage }: Summary): readonly string[] =>
  table(
    ['Backend', 'Attempts', 'Tokens in', 'Cached', 'Tokens out', 'Cost'],
    usage.by_backend.map((row) => [
      copiedCell(row.name),
      String(row.attempts),
      formatTokens(row.input_tokens),
      formatTokens(row.cached_input_tokens),
      formatTokens(row.output_tokens),
      row.cost_usd === null ? 'not known' : formatCost(row.cost_usd),
    ]),
  );

/** Whole lines as far as they go, and a last one that says what is missing. */
function fitting(
  lines: readonly string[],
  {
    maxBytes,
    command,
  }: { readonly maxBytes: number; readonly command: string },
): string {
  const text = lines.join('\n');
  if (utf8Length(text) <= maxBytes) return text;
  const note = `\n*Cut: there is no room for more. All of it: ${copied(command)}*\n`;
  let room = maxBytes - utf8Length(note);
  const end = lines.findIndex((line) => {
    room -= utf8Length(line) + 1;
    return room < 0;
  });
  return end === 0 ? '' : `${lines.slice(0, end).join('\n')}\n${note}`;
}

import { STATUSES } from '../model/status.ts';
import { count, formatCost, formatTokens } from '../view/format.ts';
import { windowRows } from '../view/live-window.ts';
import type { LiveModel } from '../view/live.ts';
import { percent, progressBar } from '../view/progress.ts';
import { statusLook } from '../view/status-look.ts';
import { oneLine, wrapText } from '../view/terminal-text.ts';
import { decisionOf } from './answering.ts';
import type { Answering } from './answering.ts';
import { rowLine, shareColumns } from './columns.ts';
import { cutLine } from './line.ts';
import type { Line } from './line.ts';

/** What of the live view is the screen's, not the run's. */
export type Screen = {
  readonly columns: number;
  readonly rows: number;
  readonly selected: string | null;
  readonly isHelp: boolean;
  /** A decision is being answered. */
  readonly answering?: Answering | null;
};

/** A terminal that does not say how large it is. */
const COLUMNS = 80;
const ROWS = 24;
/** Lines that the command which answers a decision may take. */
const MAX_ANSWER = 3;

/**
 * The live region as lines, each within the columns and all together below
 * the screen's rows: a frame as tall as the screen would be drawn by clearing
 * it, which flickers and empties the scrollback.
 */
export function frameLines(model: LiveModel, screen: Screen): readonly Line[] {
  const width = (screen.columns || COLUMNS) - 1;
  const height = (screen.rows || ROWS) - 1;
  const head = headLines(model, width);
  const decisions = decisionLines(model, {
    width,
    limit: Math.floor(height / 4),
  });
  const foot = [footLine(model, screen)];
  const room = height - head.length - decisions.length - foot.length;
  const body = bodyLines(model, { ...screen, columns: width, rows: room });
  return [...head, ...decisions, ...body, ...foot]
    .slice(0, Math.max(1, height))
    .map((line) => cutLine(line, width));
}

function bodyLines(model: LiveModel, screen: Screen): readonly Line[] {
  const { answering = null, isHelp, rows } = screen;
  if (answering !== null) {
    return answerLines(answering, model).slice(0, Math.max(0, rows));
  }
  return isHelp
    ? helpLines().slice(0, Math.max(0, rows))
    : tableLines(model, screen);
}

/** The options of the decision, the chosen one marked, and the note as it is typed. */
function answerLines(
  answering: Answering,
  { decisions }: LiveModel,
): readonly Line[] {
  const { option, note } = answering;
  const options = decisionOf(answering, decisions)?.options ?? [];
  return [
    [{ text: `Your answer to ${answering.decision_id}`, isBold: true }],
    ...options.map(({ n, label }): Line => [
      {
        text: `${n === option ? '›' : ' '} ${n}. ${label}`,
        isBold: n === option,
      },
    ]),
    ...(option === null
      ? []
      : [[{ text: `  Note: ${oneLine(note)}▏` }] satisfies Line]),
  ];
}

function headLines({ header }: LiveModel, width: number): readonly Line[] {
  const { progress, usage } = header;
  const bar = Math.min(30, Math.max(8, Math.floor(width / 5)));
  const tokens = usage.input_tokens + usage.output_tokens;
  const facts = [
    `${progress.completed}/${count(progress.total, 'unit')}`,
    ...(progress.canceled > 0 ? [`${progress.canceled} canceled`] : []),
    `${header.running}/${count(header.jobs, 'job')}`,
    `${formatTokens(tokens)} tokens`,
    ...(usage.cost_usd === null ? [] : [formatCost(usage.cost_usd)]),
  ];
  return [
    [
      { text: header.phase, tone: 'active', isBold: true },
      { text: ` ${header.elapsed}  ` },
      { text: header.spec, isBold: true },
    ],
    [
      { text: progressBar(progress.share, bar), tone: 'good' },
      { text: ` ${percent(progress.share)} %  ${facts.join(' · ')}` },
    ],
  ];
}

/** Decisions come before everything else, but leave the table its place. */
function decisionLines(
  { decisions }: LiveModel,
  size: { readonly width: number; readonly limit: number },
): readonly Line[] {
  const [first] = decisions;
  if (first === undefined) return [];
  const shown = decisions.slice(0, Math.max(1, size.limit - 1));
  const hidden = decisions.length - shown.length;
  const more = hidden > 0 ? `${hidden} more. ` : '';
  const answer = wrapText(`${more}Answer: ${first.command}`, size.width - 2);
  return [
    ...shown.map((decision): Line => [
      { text: `! ${decision.id} `, tone: 'bad', isBold: true },
      { text: `${decision.task_id}: ${decision.text}` },
    ]),
    ...answer
      .slice(0, MAX_ANSWER)
      .map((text): Line => [{ text: `  ${text}`, isBold: true }]),
  ];
}

function tableLines(model: LiveModel, screen: Screen): readonly Line[] {
  const { rows } = model;
  const fits = rows.length <= screen.rows;
  const view = windowRows(
    rows,
    fits ? screen.rows : screen.rows - 1,
    screen.selected,
  );
  const columns = shareColumns(rows, screen.columns);
  const lines = view.rows.map((row) =>
    rowLine(row, columns, row.task_id === screen.selected),
  );
  if (view.hidden === 0) return lines;
  const done = view.hidden_done > 0 ? `, ${view.hidden_done} completed` : '';
  const more: Line = [
    { text: `  … ${count(view.hidden, 'more unit')}${done}`, tone: 'quiet' },
  ];
  return [...lines, more].slice(0, Math.max(0, screen.rows));
}

const helpLines = (): readonly Line[] => [
  [{ text: '↑ ↓     select a unit, Esc lets go' }],
  [{ text: 'd       answer the first decision' }],
  [{ text: 'q       no new work; ends when what runs has ended' }],
  [{ text: 'Ctrl-C  the same with a time limit, twice ends at once' }],
  [{ text: '?       this help' }],
  ...STATUSES.map((status): Line => {
    const { glyph, word, tone } = statusLook(status);
    return [{ text: `${glyph} `, tone }, { text: word }];
  }),
];

function footLine({ decisions }: LiveModel, screen: Screen): Line {
  const { isHelp, selected, answering = null } = screen;
  const text = (): string => {
    if (answering !== null) {
      return answering.option === null
        ? 'type a number · Esc back'
        : 'type a note · Enter answers · Esc back';
    }
    if (isHelp) return '? back · q drain';
    const release = selected === null ? '' : ' · Esc let go';
    const answer = decisions.length === 0 ? '' : ' · d answer';
    return `↑↓ select${release}${answer} · q drain · ? help`;
  };
  return [{ text: text(), tone: 'quiet' }];
}

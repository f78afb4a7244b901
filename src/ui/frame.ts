import { STATUSES } from '../model/status.ts';
import { count, formatCost, formatTokens } from '../view/format.ts';
import type { LiveDetails } from '../view/live/details.ts';
import { windowRows } from '../view/live/window.ts';
import type { LiveModel } from '../view/live/live.ts';
import { percent, progressBar } from '../view/progress.ts';
import { statusLook } from '../view/status-look.ts';
import { padText, textWidth, wrapText } from '../view/terminal-text.ts';
import { answerLines } from './answer-lines.ts';
import { rowLine, shareColumns } from './columns.ts';
import { detailLines } from './details.ts';
import { footLine } from './foot.ts';
import { cutLine } from './line.ts';
import type { Line } from './line.ts';
import type { Look } from './look.ts';

/** What of the live view is the screen's, not the run's. */
export type Screen = Look & {
  readonly columns: number;
  readonly rows: number;
  /** The unit that is open. */
  readonly details: LiveDetails | null;
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
  const { width, height, body } = roomOf(model, screen);
  const size = { width, rows: body };
  return [
    ...headLines(model, width),
    ...decisionLines(model, screen, { width, height }),
    ...bodyLines(model, screen, size),
    footLine(model, screen, width),
  ]
    .slice(0, Math.max(1, height))
    .map((line) => cutLine(line, width));
}

/** The room for the table, or for what is shown instead of it. */
export function bodyRoom(
  model: LiveModel,
  screen: Screen,
): { readonly columns: number; readonly rows: number } {
  const { width, body } = roomOf(model, screen);
  return { columns: width, rows: body };
}

const HEAD = 2;
const FOOT = 1;

function roomOf(
  model: LiveModel,
  screen: Screen,
): { readonly width: number; readonly height: number; readonly body: number } {
  const width = (screen.columns || COLUMNS) - 1;
  const height = (screen.rows || ROWS) - 1;
  const decisions = decisionLines(model, screen, { width, height });
  return { width, height, body: height - HEAD - decisions.length - FOOT };
}

type Room = { readonly width: number; readonly rows: number };

function bodyLines(
  model: LiveModel,
  screen: Screen,
  { width, rows }: Room,
): readonly Line[] {
  const { answering, isHelp, isOpen, details, top } = screen;
  const room = { columns: width, rows: Math.max(0, rows) };
  if (answering !== null) return answerLines(answering, model, room);
  if (isHelp) return helpLines(width).slice(0, room.rows);
  return isOpen && details !== null
    ? detailLines(details, { ...room, top })
    : tableLines(model, screen.selected, room);
}

function headLines({ header }: LiveModel, width: number): readonly Line[] {
  const { progress, usage } = header;
  const bar = Math.min(30, Math.max(8, Math.floor(width / 5)));
  const tokens = usage.input_tokens + usage.output_tokens;
  const facts = [
    `${progress.completed}/${count(progress.total, 'unit')}`,
    ...(progress.canceled > 0 ? [`${progress.canceled} canceled`] : []),
    `${header.running}/${count(header.jobs, 'job')}`,
    ...(usage.cost_usd === null ? [] : [formatCost(usage.cost_usd)]),
    `${formatTokens(tokens)} tokens`,
  ];
  return [
    [
      {
        text: header.phase,
        tone: header.phase === 'paused' ? 'warning' : 'active',
        isBold: true,
      },
      { text: ` ${header.elapsed}  ` },
      { text: header.spec, isBold: true },
    ],
    [
      { text: progressBar(progress.share, bar), tone: 'good' },
      {
        text: ` ${percent(progress.share)} %  ${fitting(facts, width - bar - 8)}`,
      },
    ],
  ];
}

/** As many of the facts as there is room for, the first ones first. */
function fitting(facts: readonly string[], width: number): string {
  const text = facts.join(' · ');
  return facts.length <= 1 || textWidth(text) <= width
    ? text
    : fitting(facts.slice(0, -1), width);
}

/** Decisions come before everything else, but leave the table its place; beside anything else they are one line. */
function decisionLines(
  { decisions }: LiveModel,
  { answering, isHelp, isOpen }: Screen,
  { width, height }: { readonly width: number; readonly height: number },
): readonly Line[] {
  const [first] = decisions;
  // What is being answered is shown whole.
  if (first === undefined || answering !== null) return [];
  const isAside = isHelp || isOpen;
  const limit = isAside ? 1 : Math.floor(height / 4) - 1;
  const shown = decisions.slice(0, Math.max(1, limit));
  const hidden = decisions.length - shown.length;
  const more = hidden > 0 ? `${hidden} more. ` : '';
  const answer = wrapText(`${more}Answer: ${first.command}`, width - 2);
  return [
    ...shown.map((decision): Line => [
      { text: `! ${decision.id} `, tone: 'bad', isBold: true },
      { text: `${decision.task_id}: ${decision.text}` },
    ]),
    ...(isAside ? [] : answer.slice(0, MAX_ANSWER)).map((text): Line => [
      { text: `  ${text}`, isBold: true },
    ]),
  ];
}

function tableLines(
  { rows }: LiveModel,
  selected: string | null,
  room: { readonly columns: number; readonly rows: number },
): readonly Line[] {
  const fits = rows.length <= room.rows;
  const view = windowRows(rows, fits ? room.rows : room.rows - 1, selected);
  const columns = shareColumns(rows, room.columns);
  const lines = view.rows.map((row) =>
    rowLine(row, columns, row.task_id === selected),
  );
  if (view.hidden === 0) return lines;
  const below = view.hidden - view.above;
  const where =
    selected === null
      ? count(view.hidden, 'more unit')
      : `${view.above} above, ${below} below`;
  const done = view.hidden_done > 0 ? `, ${view.hidden_done} completed` : '';
  const more: Line = [{ text: `  … ${where}${done}`, tone: 'quiet' }];
  return [...lines, more].slice(0, room.rows);
}

/** A glyph, `pending review`, and blanks between. */
const GLYPH_WIDTH = 18;

const helpLines = (width: number): readonly Line[] => [
  [{ text: '↑ ↓     select a unit (PgUp PgDn too), Esc lets go' }],
  [{ text: 'Enter   its details and its log; ↑ ↓ scroll, Esc back' }],
  [{ text: 'd       answer the first decision' }],
  [{ text: 'p       no new work until p is pressed again' }],
  [{ text: 'q       no new work; ends when what runs has ended' }],
  [{ text: 'Ctrl-C  the same with a time limit, twice ends at once' }],
  [{ text: '?       this help' }],
  ...glyphLines(width),
  [
    {
      text: '%       of the work, by tasks; a unit counts once it is integrated',
    },
  ],
];

/** Glyphs with their words, as many on a line as there is room for. */
function glyphLines(width: number): readonly Line[] {
  const each = Math.max(1, Math.floor(width / GLYPH_WIDTH));
  const signs = STATUSES.map((status): Line => {
    const { glyph, word, tone } = statusLook(status);
    return [
      { text: `${glyph} `, tone },
      { text: padText(word, GLYPH_WIDTH - 2) },
    ];
  });
  return Array.from({ length: Math.ceil(signs.length / each) }, (_, at) =>
    signs.slice(at * each, (at + 1) * each).flat(),
  );
}

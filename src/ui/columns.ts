import type { LiveRow } from '../view/live/live.ts';
import { cutText, padText, textWidth } from '../view/terminal-text.ts';
import type { Line, Segment } from './line.ts';

/** Widths of the table's columns; 0 leaves a column out. */
export type Columns = {
  readonly id: number;
  readonly title: number;
  readonly word: number;
  readonly agent: number;
  readonly attempt: number;
  readonly elapsed: number;
  readonly doing: number;
};

/** `pending review` is the longest word. */
const WORD = 14;
const ELAPSED = 7;
const ATTEMPT = 12;
const GAP = 2;
/** Marker, glyph and the blanks behind them. */
const LEAD = 4;
const LONGEST_TITLE = 48;

/**
 * Shares out the width of a frame, which is one below the terminal's. Id, title, status and what is being done are always
 * there; time, agent and attempt come as there is room for them.
 */
export function shareColumns(rows: readonly LiveRow[], width: number): Columns {
  const widest = (texts: readonly string[], limit: number): number =>
    Math.min(limit, Math.max(1, ...texts.map(textWidth)));
  const id = widest(
    rows.map((row) => row.task_id),
    width < 79 ? 6 : 12,
  );
  const elapsed = width >= 79 ? ELAPSED : 0;
  const agent =
    width >= 95
      ? widest(
          rows.map((row) => row.agent),
          16,
        )
      : 0;
  const attempt = width >= 119 ? ATTEMPT : 0;
  const fixed = [id, WORD, elapsed, agent, attempt].filter((n) => n > 0);
  const rest = Math.max(
    0,
    width - LEAD - fixed.reduce((sum, n) => sum + n + GAP, 0) - GAP,
  );
  const title = Math.min(
    widest(
      rows.map((row) => row.title),
      LONGEST_TITLE,
    ),
    Math.floor(rest * 0.45),
  );
  return {
    id,
    title,
    word: WORD,
    agent,
    attempt,
    elapsed,
    doing: rest - title,
  };
}

/** One unit as a line of the table. */
export function rowLine(
  row: LiveRow,
  columns: Columns,
  isSelected: boolean,
): Line {
  const { tone } = row;
  const quiet = row.status === 'completed' || row.status === 'canceled';
  const cell = (text: string, width: number, look: Omit<Segment, 'text'>) =>
    width === 0
      ? []
      : [{ text: padText(text, width) + ' '.repeat(GAP), ...look }];
  const plain = quiet ? { tone: 'quiet' as const } : {};
  return [
    { text: isSelected ? '› ' : '  ', isBold: true },
    { text: `${row.glyph} `, tone },
    ...cell(row.task_id, columns.id, { isBold: isSelected, ...plain }),
    ...cell(row.title, columns.title, { isBold: isSelected, ...plain }),
    ...cell(row.word, columns.word, { tone }),
    ...cell(row.agent, columns.agent, plain),
    ...cell(row.attempt, columns.attempt, plain),
    ...cell(row.elapsed, columns.elapsed, plain),
    {
      text: cutText(row.doing, columns.doing),
      ...(row.is_running ? {} : { tone: 'quiet' as const }),
    },
  ];
}

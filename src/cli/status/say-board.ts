import { boardText } from '../../report/board/board-text.ts';
import type { BoardTextOptions } from '../../report/board/board-text.ts';
import type { Io } from '../command.ts';
import { isTerminal } from '../is-terminal.ts';
import { lifeOf } from './look-at-life.ts';
import type { RunLook } from './look-at-run.ts';

/** Columns of what is no terminal: wide enough for a log, narrow enough for a letter. */
const COLUMNS = 100;

/** The board's lines for this stream. */
export const boardLines = (
  { state, board, runner, next, now }: RunLook,
  options: BoardTextOptions,
): readonly string[] =>
  boardText(
    { state, board, next, now, runner: { ...runner, life: lifeOf(runner) } },
    options,
  );

/** A terminal that can be drawn on; null where there is none. */
export function screenOf({ stdout, env }: Io): NodeJS.WriteStream | null {
  return isTerminal(stdout) && env['TERM'] !== 'dumb' ? stdout : null;
}

/** How the board is written to this stream, whatever its height. */
export function boardOptions(io: Io): BoardTextOptions {
  const screen = screenOf(io);
  const colour = screen !== null && (io.env['NO_COLOR'] ?? '') === '';
  return { columns: screen?.columns ?? COLUMNS, colour };
}

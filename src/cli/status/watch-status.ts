import { dirname } from 'node:path';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { ExitCode } from '../../model/exit-codes.ts';
import { toJsonLine } from '../../report/lines/ndjson.ts';
import type { Io } from '../command.ts';
import type { Place } from '../records/place.ts';
import { exitCodeOf, requirementsAt, tellEnd } from '../run/tell-end.ts';
import { watchFolders } from './changes.ts';
import { watchRun } from './look-at-run.ts';
import type { RunLook } from './look-at-run.ts';
import { createPainter } from './painter.ts';
import { boardLines, boardOptions, screenOf } from './say-board.ts';
import { statusJson } from './status-json.ts';
import { untilStopped } from './until-stopped.ts';

/** Processes come and go without a word, and so does time. */
const LOOK_EVERY_MS = 1000;

/**
 * Shows a run again whenever it has changed, until it ends: then with its exit
 * code, so that a script can wait by this. Where nobody runs it there is
 * nothing to wait for. To stop looking is 0 and changes nothing.
 */
export async function watchStatus(
  place: Place,
  { json, io }: { readonly json: boolean; readonly io: Io },
): Promise<ExitCode> {
  const run = watchRun(place, io);
  const show = json ? jsonShow(io) : boardShow(io);
  using watching = untilStopped(io);
  using changes = watchFolders([dirname(place.layout.journal)], {
    over: watching.signal,
    pollMs: LOOK_EVERY_MS,
  });
  for (let looks = 0; !watching.signal.aborted; looks += 1) {
    const look = await run.look();
    const isOver = look.state.finished !== null;
    const hasBoard = !isOver || looks > 0;
    // Of a run that has ended before there is nothing to watch.
    if (json || hasBoard) show(look);
    if (isOver) {
      if (!json && hasBoard) io.stdout.write('\n');
      return await sayEnd(look, { place, json, io });
    }
    if (look.liveness.runner === 'dead') return EXIT_CODES.halted;
    await changes.next();
  }
  return watching.exitCode();
}

type Show = (look: RunLook) => void;

/** One line each time something has changed. */
function jsonShow({ stdout }: Io): Show {
  let last = '';
  return (look) => {
    const line = toJsonLine(statusJson(look));
    if (line !== last) stdout.write(`${line}\n`);
    last = line;
  };
}

/** On a terminal one board in its place; elsewhere a new one below the last, for a change and not for the time. */
function boardShow(io: Io): Show {
  const screen = screenOf(io);
  const painter = screen && createPainter(screen);
  let last: string | null = null;
  return (look) => {
    const options = boardOptions(io);
    if (screen !== null) {
      const rows = screen.rows - 1;
      painter?.paint(boardLines(look, { ...options, rows }), options.columns);
      return;
    }
    const known = JSON.stringify([look.board, look.runner, look.state.seq]);
    if (known === last) return;
    const text = boardLines(look, options).join('\n');
    io.stdout.write(`${last === null ? '' : '\n'}${text}\n`);
    last = known;
  };
}

async function sayEnd(
  { state, limits, events }: RunLook,
  where: { readonly place: Place; readonly json: boolean; readonly io: Io },
): Promise<ExitCode> {
  const { place, json, io } = where;
  if (json) return exitCodeOf(state);
  const requirements = await requirementsAt(place);
  const presentation = { json: false };
  return tellEnd(state, {
    ...{ place, presentation, io },
    ...{ limits, requirements, events },
  });
}

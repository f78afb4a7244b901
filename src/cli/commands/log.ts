import { dirname } from 'node:path';
import { once } from 'node:events';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { ExitCode } from '../../model/exit-codes.ts';
import { FINAL_TASK, RUN_TASK } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { usageError } from '../../model/user-error.ts';
import { createLogText, logJson } from '../../report/log-text.ts';
import { attemptsOf } from '../../view/log-scope.ts';
import type { LogScope } from '../../view/log-scope.ts';
import type { CommandModule, Io } from '../command.ts';
import { readLog } from '../log/read-log.ts';
import type { LogReader, OnEntry } from '../log/read-log.ts';
import type { LOG_OPTIONS, LogOptions } from '../option-tables.ts';
import { openPlace } from '../records/place.ts';
import type { Place } from '../records/place.ts';
import { readPlaceOptions } from '../settings/read-settings.ts';
import { watchFolders } from '../status/changes.ts';
import { lookAtRunner } from '../status/look-at-life.ts';
import { neverStarted } from '../records/never-started.ts';
import { boardOptions } from '../status/say-board.ts';
import { untilStopped } from '../status/until-stopped.ts';

/** Shows what happened in a run and what its agents print; reads only. */
export const command: CommandModule<typeof LOG_OPTIONS> = {
  run: async ({ args, options }, io) => {
    const place = await openPlace(readPlaceOptions(options, io));
    const reader = readLog(place.layout);
    const state = reader.readEvents();
    if (state.run === null) throw neverStarted(place);
    const scope = scopeOf(args, options, state);
    if (options.follow === true) {
      return follow(reader, { place, scope, options, io });
    }
    const onEntry = printer(io, options, new AbortController().signal);
    await reader.tell(scope, onEntry, { at: null, isEnded: true });
    return EXIT_CODES.complete;
  },
};

/** Output is no event: it has to be looked for. */
const LOOK_EVERY_MS = 300;

/** Until the run ends, or whoever looks has seen enough. */
async function follow(
  reader: LogReader,
  about: {
    readonly place: Place;
    readonly scope: LogScope;
    readonly options: LogOptions;
    readonly io: Io;
  },
): Promise<ExitCode> {
  const { scope, options, io } = about;
  const { layout } = about.place;
  using watching = untilStopped(io);
  using changes = watchFolders([dirname(layout.journal), layout.attempts], {
    over: watching.signal,
    pollMs: LOOK_EVERY_MS,
  });
  const onEntry = printer(io, options, watching.signal);
  let at: string | null = null;
  while (!watching.signal.aborted) {
    // Before the journal: a run that is gone has written all it ever will.
    const isGone = lookAtRunner(layout).alive === false;
    const isEnded = reader.readEvents().finished !== null || isGone;
    await reader.tell(scope, onEntry, { at, isEnded });
    if (isEnded) return EXIT_CODES.complete;
    await changes.next();
    at = systemClock.now();
  }
  return watching.exitCode();
}

/** What was asked for; refuses units and attempts that are not there. */
function scopeOf(
  ids: readonly string[],
  { attempt }: LogOptions,
  state: State,
): LogScope {
  const known = [
    ...state.units.map(({ plan }) => plan.task_id),
    ...[RUN_TASK, FINAL_TASK],
  ];
  for (const id of ids) {
    if (known.some((each) => each === id)) continue;
    throw usageError(
      `no unit is called ${JSON.stringify(id)}`,
      `There are ${known.join(', ')}.`,
    );
  }
  if (attempt !== undefined) refuseAttempt(attempt, ids, state);
  return { units: new Set(ids), attempt: attempt ?? null };
}

function refuseAttempt(
  attempt: string,
  ids: readonly string[],
  state: State,
): void {
  if (ids.length === 0) {
    throw usageError(
      '--attempt needs a unit',
      `orchestration-loop log UNIT --attempt ${/^[\w-]+$/.test(attempt) ? attempt : '1'}`,
    );
  }
  const all = ids.flatMap((id) =>
    attemptsOf(id, state).map(({ role, n }, i) => ({
      id,
      place: String(i + 1),
      name: `${role}-${n}`,
    })),
  );
  if (all.some(({ place, name }) => attempt === place || attempt === name)) {
    return;
  }
  const names = all.map(({ id, place, name }) => `${id}: ${place} (${name})`);
  throw usageError(
    `there is no attempt ${JSON.stringify(attempt)} of ${ids.join(', ')}`,
    names.length === 0 ? 'It has none yet.' : `There are ${names.join(', ')}.`,
  );
}

/** Prints entries as fast as they are read, and no faster. */
function printer(io: Io, { json }: LogOptions, signal: AbortSignal): OnEntry {
  const { stdout } = io;
  const { colour = false } = boardOptions(io);
  const toLines = json === true ? logJson : createLogText({ colour });
  return async (entry) => {
    const lines = toLines(entry);
    if (lines.length === 0 || signal.aborted) return;
    const isTaken = stdout.write(`${lines.join('\n')}\n`);
    // Aborted: nobody reads any more.
    if (!isTaken)
      await once(stdout, 'drain', { signal }).catch(() => undefined);
  };
}

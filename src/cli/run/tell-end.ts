import { relative } from 'node:path';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { ExitCode } from '../../model/exit-codes.ts';
import type { State } from '../../model/state.ts';
import { summaryText } from '../../report/summary-text.ts';
import { toSummary } from '../../view/summary.ts';
import type { Io } from '../command.ts';
import type { Place } from './place.ts';
import type { Presentation } from './settings.ts';

/** Says what is done, what is not, where it is and what to do next; returns the exit code. */
export function tellEnd(
  state: State,
  about: {
    readonly place: Place;
    readonly presentation: Pick<Presentation, 'json'>;
    readonly io: Io;
  },
): ExitCode {
  const { place, presentation, io } = about;
  const out = presentation.json ? io.stderr : io.stdout;
  out.write(
    summaryText(
      toSummary(state, {
        now: systemClock.now(),
        logs: shown(place.layout.attempts, io),
        pulse: shown(place.layout.documents.pulse, io),
        flags: place.flags,
      }),
    ),
  );
  return exitCodeOf(state);
}

const shown = (path: string, io: Io): string => {
  const near = relative(io.cwd, path);
  return near.startsWith('..') ? path : near;
};

const KNOWN = new Set<number>(Object.values(EXIT_CODES));

const exitCodeOf = (state: State): ExitCode => {
  const code = state.finished?.exit_code ?? EXIT_CODES.halted;
  return KNOWN.has(code) ? (code as ExitCode) : EXIT_CODES.halted;
};

import { systemClock } from '../../adapters/clock/system-clock.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { ExitCode } from '../../model/exit-codes.ts';
import type { Limits } from '../../engine/limits.ts';
import type { Event } from '../../model/event.ts';
import type { State } from '../../model/state.ts';
import { ciService, inertText } from '../../report/lines/ci-log.ts';
import { summaryText } from '../../report/summary/summary-text.ts';
import type { SummaryOptions } from '../../view/next-command.ts';
import type { RunnerLife } from '../../view/stale.ts';
import { toSummary } from '../../view/summary/summary.ts';
import type { Summary } from '../../view/summary/summary-data.ts';
import type { Io } from '../command.ts';
import { shownPath } from '../shown-path.ts';
import type { Place } from '../records/place.ts';
import { requirementIds } from '../records/requirement-ids.ts';
import { recordedPrices } from '../records/recorded-prices.ts';
import type { Presentation } from '../settings/settings.ts';

/** What the summary of a run is made of, beside its state. */
export type About = {
  readonly place: Place;
  readonly io: Io;
  /** What the run may use; without it slots and caps are not told apart. */
  readonly limits?: Limits | undefined;
  /** Its journal, where it was read already. */
  readonly events?: readonly Event[] | undefined;
  /** Requirements of the spec, so that one that no unit names shows. */
  readonly requirements?: readonly string[] | undefined;
  /** Whether somebody runs it while it is told; nobody does unless given. */
  readonly runner?: RunnerLife;
};

/** Says what is done, what is not, where it is and what to do next; returns the exit code. */
export function tellEnd(
  state: State,
  about: About & { readonly presentation: Pick<Presentation, 'json'> },
): ExitCode {
  const { presentation, io } = about;
  const out = presentation.json ? io.stderr : io.stdout;
  const text = summaryText(summaryOf(state, about));
  out.write(inertText(text, ciService(io.env)));
  return exitCodeOf(state);
}

/** The summary of a run as it stands. */
export function summaryOf(state: State, about: About): Summary {
  const { place, io, requirements } = about;
  const events = about.events ?? readJournal(place.layout.journal).events;
  return toSummary(state, {
    now: systemClock.now(),
    ...summaryPlaces(place, io),
    prices: recordedPrices(events),
    events,
    limits: about.limits,
    ...(about.runner === undefined ? {} : { runner: about.runner }),
    ...(requirements === undefined ? {} : { requirements }),
  });
}

/** Where a run's files are as the user can open them, and how commands name it. */
export const summaryPlaces = (
  { layout, flags }: Place,
  io: Io,
): Pick<SummaryOptions, 'logs' | 'pulse' | 'flags'> => ({
  logs: shownPath(layout.attempts, io),
  pulse: shownPath(layout.documents.pulse, io),
  flags,
});

/** Requirements of the spec as it stands; none where it cannot be read. */
export async function requirementsAt({
  specFolder,
}: Place): Promise<readonly string[]> {
  const files = await specFolder.read().catch(() => null);
  return files === null ? [] : requirementIds(files);
}

const KNOWN = new Set<number>(Object.values(EXIT_CODES));

/** What the run's own process ended with; halted where it never said. */
export const exitCodeOf = (state: State): ExitCode => {
  const code = state.finished?.exit_code ?? EXIT_CODES.halted;
  return KNOWN.has(code) ? (code as ExitCode) : EXIT_CODES.halted;
};

import {
  changedSettings,
  readRecorded,
} from '../../adapters/config/recorded-settings.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { FileDocuments } from '../../adapters/store/documents.ts';
import { openJournal } from '../../adapters/store/journal.ts';
import type { RunLock } from '../../adapters/store/lock.ts';
import {
  createMaskEvent,
  type MaskEvent,
} from '../../adapters/store/mask-event.ts';
import { StateHashes } from '../../adapters/store/state-hashes.ts';
import { createMask } from '../../lib/mask-secrets.ts';
import type { Limits } from '../../engine/limits.ts';
import { reduce } from '../../engine/reduce.ts';
import type { Event, EventBody, RunFacts } from '../../model/event.ts';
import type { SpecFiles } from '../../model/spec.ts';
import type { State } from '../../model/state.ts';
import { UserError } from '../../model/user-error.ts';
import type { Journal } from '../../ports/journal.ts';
import type { BaseState } from './base-state.ts';
import { restoreFrom } from './base-state.ts';
import { createProjector } from './documents.ts';
import type { Projector, ProjectorOptions } from './documents.ts';
import { replay } from './known-run.ts';
import type { Place } from './place.ts';
import { readEdits } from './read-edits.ts';
import type { RunSettings } from '../settings/settings.ts';

/** What a start writes down first. */
export type Start = {
  readonly facts: RunFacts;
  readonly settings: RunSettings;
  readonly files: SpecFiles;
  /** Where there is no journal: what the state file says of the run. */
  readonly base: BaseState | null;
};

/** What was written, and the state it adds up to. */
export type Begun = {
  readonly events: readonly Event[];
  readonly state: State;
};

/** The run's records, open for writing under the lock. */
export type Records = {
  readonly journal: Journal;
  /** What the journal held when it was opened. */
  readonly events: readonly Event[];
  /** Writes down that the run starts, with what a person edited since. */
  readonly begin: (start: Start) => Begun;
  /** Writes down what a person edited since, and nothing else. */
  readonly takeEdits: () => Begun;
  /** The pulse as it would be written now. */
  readonly pulse: (state: State) => string;
  readonly project: (state: State) => void;
  readonly projectSpec: (files: SpecFiles) => void;
  readonly flush: () => Promise<void>;
  readonly [Symbol.dispose]: () => void;
};

export type RecordsOptions = {
  readonly place: Place;
  readonly lock: RunLock;
  /** Values that go to no file. */
  readonly secrets: readonly string[];
  /** What the run may use, so that every wait can be told apart. */
  readonly limits: Limits;
  /** Where a terminal shows each unit's agents. */
  readonly windows?: ProjectorOptions['windows'];
  readonly say: (text: string) => void;
};

/** Opens journal and documents; what they hold was read before, and is read again now that nobody else writes. */
export function openRecords(options: RecordsOptions): Records {
  const { place, say } = options;
  const { layout } = place;
  const hashes = new StateHashes(layout.stateHashes);
  const mask = createMaskEvent(options.secrets);
  const { journal, events, diagnostics } = openJournal({
    path: layout.journal,
    clock: systemClock,
    guard: options.lock.guard,
    mask,
  });
  for (const { message } of diagnostics) say(message);
  const before = replay(events);
  const edits = readEdits(layout, { before, events, hashes });
  for (const warning of edits.warnings) say(warning);
  const { documents, projector } = openDocuments(options, hashes);
  const write = (bodies: readonly EventBody[]): Begun => {
    const written = journal.append(bodies);
    const copy = edits.accept();
    if (copy !== null) say(`the state file as it was is kept as ${copy}`);
    const state = written.reduce(reduce, before);
    projector.onState(state);
    return { events: written, state };
  };
  return {
    journal,
    events,
    begin: (start) => {
      if (edits.isBase && start.base === null) throw changedMeanwhile(place);
      projector.onSpec(start.files);
      const restored = restoredBy(start, before);
      if (restored !== null) say(restored.note);
      return write([
        startOf(start, before),
        ...configEvents(start.settings, { events, mask }),
        ...(restored?.events ?? []),
        ...edits.events,
      ]);
    },
    takeEdits: () => write(edits.events),
    pulse: projector.pulse,
    project: projector.onState,
    projectSpec: projector.onSpec,
    flush: () => documents.flush(),
    [Symbol.dispose]: () => {
      journal[Symbol.dispose]();
    },
  };
}

const changedMeanwhile = ({ layout }: Place): UserError =>
  new UserError(
    `${layout.documents.state} or its journal changed while the run was being prepared.`,
    { hint: 'Nothing was written. Start again.' },
  );

const startOf = (
  { facts, base }: Start,
  { run }: State,
): Extract<EventBody, { type: 'run_started' }> => ({
  type: 'run_started',
  resumed: run !== null || base !== null,
  ...(run ?? base?.facts ?? facts),
});

function restoredBy(
  { base, files, settings }: Start,
  { run }: State,
): ReturnType<typeof restoreFrom> | null {
  if (base === null || run !== null) return null;
  const { includeOptional, maxFixAttempts } = settings;
  return restoreFrom(base, { files, includeOptional, maxFixAttempts });
}

/** Settings of this start where they differ from the last; all of them at the first. */
function configEvents(
  settings: RunSettings,
  known: { readonly events: readonly Event[]; readonly mask: MaskEvent },
): EventBody[] {
  // Compared as they are recorded: a masked value would differ at every start.
  const now = known.mask({ type: 'config_changed', changes: settings.sourced });
  const changes =
    now.type === 'config_changed'
      ? changedSettings(now.changes, readRecorded(known.events))
      : {};
  return Object.keys(changes).length === 0
    ? []
    : [{ type: 'config_changed', changes }];
}

/** The documents, and what keeps them true. */
function openDocuments(
  { place, lock, secrets, limits, windows, say }: RecordsOptions,
  hashes: StateHashes,
): { readonly documents: FileDocuments; readonly projector: Projector } {
  const { layout, flags } = place;
  const documents = new FileDocuments({
    paths: layout.documents,
    clock: systemClock,
    hashes,
    guard: lock.guard,
    onEdited: (keptAs) => {
      say(`AGENT_STATE.json was edited meanwhile; kept as ${keptAs}`);
    },
    onProblem: (error) => {
      say(`a state file could not be written: ${String(error)}`);
    },
  });
  const projector = createProjector({
    documents,
    workdir: layout.workdir,
    pulsePath: layout.documents.pulse,
    now: () => systemClock.now(),
    mask: createMask(secrets),
    flags,
    limits,
    windows,
  });
  return { documents, projector };
}

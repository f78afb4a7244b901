import {
  changedSettings,
  readRecorded,
} from '../../adapters/config/recorded-settings.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { archiveDocuments } from '../../adapters/store/archive.ts';
import { FileDocuments } from '../../adapters/store/documents.ts';
import { openJournal } from '../../adapters/store/journal.ts';
import type { Layout } from '../../adapters/store/layout.ts';
import type { RunLock } from '../../adapters/store/lock.ts';
import { openState } from '../../adapters/store/open-state.ts';
import { StateHashes } from '../../adapters/store/state-hashes.ts';
import { reduce } from '../../engine/reduce.ts';
import type { AgentState } from '../../model/agent-state.ts';
import type { Event, EventBody, RunFacts } from '../../model/event.ts';
import { taskId } from '../../model/ids.ts';
import type { SpecFiles } from '../../model/spec.ts';
import type { State } from '../../model/state.ts';
import { UserError } from '../../model/user-error.ts';
import type { Journal } from '../../ports/journal.ts';
import { toAgentState } from '../../view/agent-state.ts';
import { findWaits } from '../../view/waits.ts';
import { createProjector } from './documents.ts';
import type { Projector } from './documents.ts';
import { replay } from './known-run.ts';
import type { RunSettings } from './settings.ts';
import type { PreparedRun } from './prepare-run.ts';

/** The run's records, open for writing under the lock. */
export type Records = {
  readonly journal: Journal;
  /** Writes down that the run starts, with what a person edited since. */
  readonly begin: (facts: RunFacts) => {
    readonly events: readonly Event[];
    readonly state: State;
  };
  readonly project: (state: State) => void;
  readonly projectSpec: (files: SpecFiles) => void;
  readonly flush: () => Promise<void>;
  readonly [Symbol.dispose]: () => void;
};

/** Opens journal and documents; what they hold was read before, and is read again now that nobody else writes. */
export function openRecords(
  prepared: PreparedRun,
  options: {
    readonly lock: RunLock;
    readonly settings: RunSettings;
    readonly say: (text: string) => void;
  },
): Records {
  const { layout } = prepared.place;
  const { guard } = options.lock;
  const clock = systemClock;
  const hashes = new StateHashes(layout.stateHashes);
  const opened = openJournal({ path: layout.journal, clock, guard });
  for (const { message } of opened.diagnostics) options.say(message);
  const before = replay(opened.events);
  const edits = readEdits(prepared, { before, events: opened.events, hashes });
  for (const warning of edits.warnings) options.say(warning);
  const { documents, projector } = openDocuments(prepared, {
    ...options,
    hashes,
  });
  return {
    journal: opened.journal,
    begin: (facts) => {
      const resumed = before.run !== null;
      const started: EventBody = {
        type: 'run_started',
        resumed,
        ...(before.run ?? facts),
      };
      const events = opened.journal.append([
        started,
        ...configEvents(options.settings, opened.events),
        ...edits.events,
      ]);
      edits.accept();
      const state = events.reduce(reduce, before);
      projector.onSpec(prepared.files);
      projector.onState(state);
      return { events, state };
    },
    project: projector.onState,
    projectSpec: projector.onSpec,
    flush: () => documents.flush(),
    [Symbol.dispose]: () => {
      opened.journal[Symbol.dispose]();
    },
  };
}

/** Settings of this start where they differ from the last; all of them at the first. */
function configEvents(
  settings: RunSettings,
  events: readonly Event[],
): EventBody[] {
  const changes = changedSettings(settings.sourced, readRecorded(events));
  return Object.keys(changes).length === 0
    ? []
    : [{ type: 'config_changed', changes }];
}

/** The documents, and what keeps them true. */
function openDocuments(
  prepared: PreparedRun,
  options: {
    readonly lock: RunLock;
    readonly say: (text: string) => void;
    readonly hashes: StateHashes;
  },
): { readonly documents: FileDocuments; readonly projector: Projector } {
  const { layout, flags } = prepared.place;
  const { say, hashes, lock } = options;
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
    flags,
  });
  return { documents, projector };
}

type Edits = {
  /** Changes that are not taken over. */
  readonly warnings: readonly string[];
  readonly events: readonly EventBody[];
  readonly accept: () => void;
};

/** What a person changed in AGENT_STATE.json since it was last written, as events. */
function readEdits(
  prepared: PreparedRun,
  known: {
    readonly before: State;
    readonly events: readonly Event[];
    readonly hashes: StateHashes;
  },
): Edits {
  const { layout } = prepared.place;
  const opened = openState({
    layout,
    hashes: known.hashes,
    events: known.events,
    stateAt: (seq) => stateAt(known.events, seq),
    units: new Set(known.before.units.map(({ plan }) => plan.task_id)),
  });
  if (opened.status === 'foreign') {
    archiveDocuments(layout, {
      specPath: opened.state.spec_path,
      clock: systemClock,
    });
  }
  if (opened.status === 'unjournaled') throw journalGone(layout);
  if (opened.status !== 'edited') {
    return { warnings: [], events: [], accept: () => undefined };
  }
  return {
    warnings: opened.diagnostics.map(
      ({ line, message }) => `AGENT_STATE.json:${line ?? 1}: ${message}`,
    ),
    events: opened.edits.map(({ task_id, changes }) => ({
      type: 'state_edited',
      task_id: taskId(task_id),
      edited_at: opened.edited_at,
      changes,
    })),
    accept: opened.accept,
  };
}

/** Without it nobody knows what was done, only what was said to be. */
const journalGone = (layout: Layout): UserError =>
  new UserError(
    `${layout.journal} is gone, but ${layout.documents.state} is of a run of this spec.`,
    {
      hint: 'Bring the journal back to go on, or move the state file away to start anew from the boxes of tasks.md.',
    },
  );

function stateAt(events: readonly Event[], seq: number): AgentState {
  const state = replay(events.filter((event) => event.seq <= seq));
  return toAgentState(state, findWaits(state));
}

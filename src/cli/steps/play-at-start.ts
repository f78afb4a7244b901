import { systemClock } from '../../adapters/clock/system-clock.ts';
import { openState } from '../../adapters/store/open-state.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import { StateHashes } from '../../adapters/store/state-hashes.ts';
import { INITIAL_STATE } from '../../engine/reduce/initial-state.ts';
import { followSpec } from '../../loop/follow-edits.ts';
import type { EventBody, RunFacts } from '../../model/event.ts';
import { runId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { append } from '../../simulation/play.ts';
import type { Play } from '../../simulation/play.ts';
import { resumed } from '../../simulation/resumed-state.ts';
import { restoreFrom } from '../records/base-state.ts';
import type { Place } from '../records/place.ts';
import type { PreparedRun } from '../run/prepare-run.ts';
import { editEvents, stateAt } from '../records/read-edits.ts';
import type { RunSettings } from '../settings/settings.ts';

/** The run as its next start would find it, with what a person edited since; writes nothing. */
export function playAtStart(
  prepared: PreparedRun,
  settings: RunSettings,
): Play {
  const now = systemClock.now();
  const { known, place, files } = prepared;
  const begun =
    known.run === null
      ? anew(prepared, settings, now)
      : resumed({ ...known, updated_at: now });
  const edited = append(begun, {}, editsAt(place, known));
  if (!edited.state.is_planned) return edited;
  const { includeOptional } = settings;
  const { state } = edited;
  return append(
    edited,
    {},
    followSpec(files, { state, includeOptional, now }).events,
  );
}

/** A first start, or one that goes on from AGENT_STATE.json alone. */
function anew(prepared: PreparedRun, settings: RunSettings, now: string): Play {
  const { base, files, place, inspection } = prepared;
  const { includeOptional, maxFixAttempts } = settings;
  const facts: RunFacts = base?.facts ?? {
    run_id: runId(''),
    spec_path: place.layout.specPath,
    session_name: settings.session,
    isolation: inspection.isolation,
    target_branch: inspection.target_branch,
    integration_branch: null,
    base_commit: null,
    folds_case: process.platform === 'darwin',
  };
  return append({ state: INITIAL_STATE, now, pending: [] }, {}, [
    { type: 'run_started', resumed: base !== null, ...facts },
    ...(base === null
      ? []
      : restoreFrom(base, { files, includeOptional, maxFixAttempts }).events),
  ]);
}

/** What a person edited in the state file since it was written; reads only. */
export function editsAt({ layout }: Place, known: State): readonly EventBody[] {
  const { events } = readJournal(layout.journal);
  if (events.length === 0) return [];
  const opened = openState({
    layout,
    hashes: new StateHashes(layout.stateHashes),
    events,
    stateAt: (seq) => stateAt(events, seq),
    units: new Set(known.units.map(({ plan }) => plan.task_id)),
  });
  return opened.status === 'edited' ? editEvents(opened) : [];
}

import { INITIAL_STATE } from '../engine/reduce/initial-state.ts';
import type { RunFacts } from '../model/event.ts';
import { runId } from '../model/ids.ts';
import type { PlannedUnit } from '../model/unit.ts';
import { append } from './play.ts';
import type { Play, Stage } from './play.ts';

/** When every play begins: the engine only ever compares times. */
export const START = '2026-01-01T00:00:00.000Z';

/** What a run is about, where only its course matters. */
const RUN_FACTS: RunFacts = {
  run_id: runId('run'),
  spec_path: 'spec',
  session_name: 'roundtable',
  isolation: 'worktree',
  target_branch: 'main',
  integration_branch: 'orchestration/spec',
  base_commit: 'base',
};

/** A run that has just been planned; `facts` say what it has that others have not. */
export function planned(
  units: readonly PlannedUnit[],
  facts: Partial<RunFacts> = {},
  stage: Pick<Stage, 'onEvent'> = {},
): Play {
  const begin: Play = { state: INITIAL_STATE, now: START, pending: [] };
  return append(begin, stage, [
    { type: 'run_started', resumed: false, ...RUN_FACTS, ...facts },
    {
      type: 'plan_ready',
      units,
      window_mapping: {},
      max_fix_attempts: 3,
      assigned_by: null,
      notes: [],
    },
  ]);
}

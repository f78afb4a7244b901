import { openState } from '../../adapters/store/open-state.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import { StateHashes } from '../../adapters/store/state-hashes.ts';
import type { Layout } from '../../adapters/store/layout.ts';
import { findRun } from '../../adapters/workspace/find-run.ts';
import type { FoundRun } from '../../adapters/workspace/find-run.ts';
import type { WorkspaceOptions } from '../../adapters/workspace/options.ts';
import { restore } from '../../engine/reduce/restore.ts';
import { planRestored } from '../../loop/restored-plan.ts';
import type { AgentState } from '../../model/agent-state.ts';
import type { EventBody, RunFacts } from '../../model/event.ts';
import { runId } from '../../model/ids.ts';
import type { SpecFiles } from '../../model/spec.ts';

/** A run of which AGENT_STATE.json is all that is left. */
export type BaseState = {
  readonly state: AgentState;
  /** Written by the original program. */
  readonly isOriginal: boolean;
  /** What its integration branch holds; null where there is none. */
  readonly branch: FoundRun | null;
  /** The run as a journal would have it; null where it begins anew on what is there. */
  readonly facts: RunFacts | null;
};

/** Looks for a state file without a journal; reads only. Null where the journal is there, or neither. */
export async function findBaseState(
  layout: Layout,
  options: Pick<
    WorkspaceOptions,
    'workdir' | 'slug' | 'specPath' | 'execGit' | 'env'
  >,
): Promise<BaseState | null> {
  const { events } = readJournal(layout.journal);
  if (events.length > 0) return null;
  const opened = openState({
    layout,
    hashes: new StateHashes(layout.stateHashes),
    events,
    stateAt: () => {
      throw new Error('Internal error: an empty journal has no states');
    },
    units: new Set(),
  });
  if (opened.status !== 'unjournaled') return null;
  const { state, isOriginal } = opened;
  const branch =
    state.integration_branch === null
      ? null
      : await findRun(options, {
          commits: state.tasks.flatMap(({ commit }) => commit ?? []),
          target: state.target_branch,
        });
  const facts = isOriginal ? null : factsOf(state, branch);
  return { state, isOriginal, branch, facts };
}

/** In worktrees a run is its branch: without it the next start makes a new one. */
function factsOf(state: AgentState, branch: FoundRun | null): RunFacts | null {
  const isShared = state.integration_branch === null;
  if (!isShared && branch === null) return null;
  return {
    run_id: runId(state.run_id),
    spec_path: state.spec_path,
    session_name: state.session_name,
    isolation: isShared ? 'shared' : 'worktree',
    target_branch: state.target_branch,
    integration_branch: state.integration_branch,
    base_commit: branch?.base_commit ?? null,
    folds_case: process.platform === 'darwin',
  };
}

/** What a new journal begins with so that it adds up to the state file, and what a person is told. */
export type Restored = {
  readonly events: readonly EventBody[];
  readonly note: string;
};

/** Turns the state file into facts: the plan of tasks.md, and what is settled of it. */
export function restoreFrom(
  { state, branch, isOriginal }: BaseState,
  about: {
    readonly files: SpecFiles;
    readonly includeOptional: boolean;
    readonly maxFixAttempts: number;
  },
): Restored {
  const plan = planRestored(about.files, state, about.includeOptional);
  const units = restore({ state, proofs: branch?.proofs ?? null }, plan.units);
  const done = units.filter(({ status }) => status === 'completed').length;
  const rows = new Map(state.tasks.map((row) => [row.task_id, row]));
  const again = units.flatMap(({ task_id, status }) =>
    status === 'not_started' && rows.get(task_id)?.status !== 'not_started'
      ? [task_id]
      : [],
  );
  const whose = isOriginal ? 'of the original program' : 'alone';
  const note = [
    `there is no journal: the run goes on from AGENT_STATE.json ${whose}, ${done} of ${plan.units.length} units completed`,
    ...(again.length === 0 ? [] : [`${again.join(', ')} start again`]),
  ].join('; ');
  return {
    note,
    events: [
      {
        type: 'plan_ready',
        units: plan.units,
        window_mapping: state.window_mapping,
        max_fix_attempts: about.maxFixAttempts,
        assigned_by: 'AGENT_STATE.json',
        notes: [note, ...plan.notes],
      },
      ...units.map((unit) =>
        unit.max_fix_attempts > 0
          ? unit
          : { ...unit, max_fix_attempts: about.maxFixAttempts },
      ),
    ],
  };
}

import type { Role } from '../../model/assignment.ts';
import { isWritingRole } from '../../model/assignment.ts';
import type {
  AgentState,
  AgentStateAttempt,
  AgentStateTask,
} from '../../model/agent-state.ts';
import type { EventOf } from '../../model/event.ts';
import type { AttemptId } from '../../model/ids.ts';
import type { RestoredAttempt } from '../../model/restored.ts';
import type { PlannedUnit } from '../../model/unit.ts';

/** What the integration branch proves of a unit: the attempt that was integrated, and as what. */
export type Proof = { readonly attempt: string; readonly commit: string };

/** All there is of a run whose journal is gone. */
export type Remains = {
  readonly state: AgentState;
  /** By unit; null where there is no integration branch to prove anything. */
  readonly proofs: ReadonlyMap<string, Proof> | null;
};

/** Every unit as the state file has it, in the order of the plan. */
export const restore = (
  remains: Remains,
  units: readonly PlannedUnit[],
): readonly EventOf<'unit_restored'>[] => {
  const rows = new Map(
    remains.state.tasks.map((row) => [row.task_id, row] as const),
  );
  return units.flatMap(({ task_id }) => {
    const row = rows.get(task_id);
    return row === undefined
      ? []
      : [{ type: 'unit_restored', task_id, ...unitOf(row, remains) }];
  });
};

/**
 * What is settled stays settled, unless the branch that would have to hold its
 * commit does not; what the branch holds is done, whatever the file says.
 * Everything else starts again: its evidence went with the journal.
 */
function unitOf(
  row: AgentStateTask,
  { state, proofs }: Remains,
): Omit<EventOf<'unit_restored'>, 'type' | 'task_id'> {
  const proof = proofs?.get(row.task_id) ?? null;
  const isLost = proofs !== null && proof === null && row.commit !== null;
  const isDone =
    (row.status === 'completed' && !isLost) ||
    (proof !== null && isProved(row, proof));
  const status = isDone
    ? 'completed'
    : row.status === 'canceled'
      ? 'canceled'
      : 'not_started';
  const ofTask = <Item extends { readonly task_id: string }>(
    items: readonly Item[],
  ): readonly Item[] => items.filter(({ task_id }) => task_id === row.task_id);
  return {
    status,
    completed_at: isDone ? (row.completed_at ?? state.updated_at) : null,
    commit: isDone ? (proof?.commit ?? row.commit) : null,
    fix_attempts: isDone ? row.fix_attempts : 0,
    max_fix_attempts: row.max_fix_attempts,
    attempts: row.attempts.map((attempt) =>
      attemptOf(attempt, { isDone, now: state.updated_at }),
    ),
    reports: ofTask(state.final_reports).map(withoutTask),
    deferred: ofTask(state.deferred_fixes).map(withoutTask),
    subtask_results: isDone ? row.subtask_results : {},
  };
}

/**
 * Whether the branch holds the work that the file speaks of. A unit that was
 * reopened has a commit there, too: of an attempt before its latest.
 */
function isProved(row: AgentStateTask, { attempt }: Proof): boolean {
  if (row.attempts.length === 0) return true;
  const last = row.attempts.findLast(({ role }) => isWritingRole(role as Role));
  return row.status !== 'not_started' && last?.attempt_id === attempt;
}

const attemptOf = (
  { attempt_id, started_at, ended_at, usage, ...attempt }: AgentStateAttempt,
  { isDone, now }: { readonly isDone: boolean; readonly now: string },
): RestoredAttempt => ({
  attempt_id: attempt_id as AttemptId,
  // The schema of the state knows no other words.
  role: attempt.role as Role,
  n: Number(/-(\d+)$/.exec(attempt_id)?.[1] ?? 1),
  agent: attempt.agent,
  backend: attempt.backend,
  outcome:
    isDone && attempt.outcome === 'succeeded' ? 'succeeded' : 'interrupted',
  started_at,
  ended_at: ended_at ?? now,
  usage,
});

function withoutTask<Item extends { readonly task_id: string }>(
  item: Item,
): Omit<Item, 'task_id'> {
  const { task_id: _task, ...rest } = item;
  return rest;
}

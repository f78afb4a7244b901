import type { Attempt, AttemptEnd, Evidence } from '../model/attempt.ts';
import type { EventBody } from '../model/event.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import type { Taking } from '../model/unit.ts';
import { currentEvidence, unitOf } from '../model/state-access.ts';

/*
 * The facts that the world reports, as they are where everything goes well.
 */

/** An attempt that ends well, but for what is said otherwise. */
export function attemptEnded(
  attempt: Attempt,
  seen: Partial<AttemptEnd> = {},
): EventBody {
  const { task_id, attempt_id, role } = attempt;
  const isReview = role === 'review';
  return {
    type: 'attempt_ended',
    task_id,
    attempt_id,
    outcome: { type: 'succeeded' },
    exit_code: 0,
    session_id: 'session',
    usage: null,
    evidence: isReview ? null : workOf(attempt, [`src/${task_id}.ts`]),
    report: isReview ? null : { status: 'completed', summary: 'done' },
    verdict: isReview ? { task_id, severity: 'none', summary: 'good' } : null,
    output: '',
    ...seen,
  };
}

/** What a writing attempt leaves: a tree of its own. */
export const workOf = (
  { attempt_id }: Attempt,
  files_changed: readonly string[],
): Evidence => ({
  ref: `refs/${attempt_id}`,
  commit: attempt_id,
  base: 'base',
  tree: `tree-${attempt_id}`,
  files_changed,
  notes: [],
});

/** Work that was taken as it is: the same content upon a new tip. */
export function workTaken(
  state: State,
  taken: {
    readonly task_id: TaskId;
    readonly by: Taking;
    readonly conflicts?: readonly string[];
  },
): EventBody {
  const { task_id, by, conflicts = [] } = taken;
  const unit = unitOf(state, task_id);
  const evidence = currentEvidence(unit);
  if (evidence === null) {
    throw new Error(`Internal error: ${task_id} has no work to take`);
  }
  const tree = `${evidence.tree}-${by}-${unit.attempts.length}`;
  return {
    type: 'work_taken',
    task_id,
    by,
    evidence: conflicts.length === 0 ? { ...evidence, tree } : evidence,
    conflicts,
  };
}

/** One check, on the unit's work or, where it has none yet, on the tip. */
export function checksEnded(
  state: State,
  task_id: TaskId,
  passed: boolean,
): EventBody {
  const evidence = currentEvidence(unitOf(state, task_id));
  const tree = evidence?.tree ?? 'tip';
  return {
    type: 'checks_ended',
    task_id,
    tree,
    passed,
    results: [checkResult(passed)],
  };
}

/** The checks on what the run starts from. */
export const baselineEnded = (passed: boolean): EventBody => ({
  type: 'baseline_ended',
  tree: 'base',
  passed,
  results: [checkResult(passed)],
});

/** The checks on everything together. */
export const gateEnded = (passed: boolean): EventBody => ({
  type: 'gate_ended',
  tree: 'tip',
  passed,
  results: [checkResult(passed)],
});

/** What agents learned is in the repository. */
export const learningsKept = (): EventBody => ({
  type: 'learnings_kept',
  commit: 'learned',
  files: ['AGENTS.md'],
  notes: [],
});

const checkResult = (passed: boolean) => ({
  name: 'test',
  run: 'npm test',
  passed,
  exit_code: passed ? 0 : 1,
  output: '',
  duration_ms: 1,
});

/** The unit's work is on the integration branch. */
export const integrated = (task_id: TaskId): EventBody => ({
  type: 'integrated',
  task_id,
  commit: `commit-${task_id}`,
});

/** Everything is on the target branch. */
export const landed = (): EventBody => ({
  type: 'landed',
  commit: 'tip',
  branch: 'main',
});

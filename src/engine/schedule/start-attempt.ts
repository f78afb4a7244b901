import type { Role } from '../../model/assignment.ts';
import type { Attempt } from '../../model/attempt.ts';
import type { Command } from '../../model/command.ts';
import type { EventBody } from '../../model/event.ts';
import { attemptId, RUN_TASK } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { currentEvidence } from '../../model/state-access.ts';
import type { Status } from '../../model/status.ts';
import type { Unit } from '../../model/unit.ts';

/** The command that starts one attempt of a unit, with the events that announce it. */
export function startAttempt(
  state: State,
  unit: Unit,
  attempt: {
    readonly role: Role;
    readonly backend: string;
    /** Status the unit goes to with it; null where it stays. */
    readonly to: Status | null;
    readonly reason: string;
  },
): Command {
  const { task_id, assignment } = unit.plan;
  const n =
    unit.attempts.filter(({ role }) => role === attempt.role).length + 1;
  const attempt_id = attemptId(task_id, attempt.role, n);
  const move: EventBody[] =
    attempt.to === null
      ? []
      : [
          {
            type: 'unit_status',
            task_id,
            from: unit.status,
            to: attempt.to,
            reason: attempt.reason,
          },
        ];
  return {
    type: 'run_attempt',
    task_id,
    attempt_id,
    role: attempt.role,
    events: [
      ...move,
      {
        type: 'attempt_started',
        task_id,
        attempt_id,
        role: attempt.role,
        n,
        agent:
          attempt.role === 'review' ? 'codex-review' : assignment.owner_agent,
        backend: attempt.backend,
        mark: `${state.run?.run_id ?? ''}:${attempt_id}`,
      },
    ],
  };
}

/** The command that asks a backend for the assignment of all units. */
export const startAssign = (state: State, backend: string): Command =>
  startOfRun(state, { role: 'assign', agent: backend, backend });

/** The command that has a backend review everything together. */
export const startFinalReview = (state: State, backend: string): Command =>
  startOfRun(state, { role: 'review', agent: 'codex-review', backend });

/** The command that asks a backend what happens next of what may happen. */
export const startOrchestrate = (state: State, backend: string): Command =>
  startOfRun(state, { role: 'orchestrate', agent: backend, backend });

/** An attempt of the whole run. */
function startOfRun(
  state: State,
  attempt: Pick<Attempt, 'role' | 'agent' | 'backend'>,
): Command {
  const { role } = attempt;
  const n = state.run_attempts.filter((each) => each.role === role).length + 1;
  const attempt_id = attemptId(RUN_TASK, role, n);
  return {
    type: 'run_attempt',
    task_id: RUN_TASK,
    attempt_id,
    role,
    events: [
      {
        type: 'attempt_started',
        task_id: RUN_TASK,
        attempt_id,
        n,
        ...attempt,
        mark: `${state.run?.run_id ?? ''}:${attempt_id}`,
      },
    ],
  };
}

/** What the next writing attempt of a unit is for. */
export function nextRole(unit: Unit): 'implement' | 'fix' | 'integrate' {
  if (unit.open_findings.length === 0) return 'implement';
  if (currentEvidence(unit) === null) return 'implement';
  return unit.open_findings.some(({ source }) => source === 'merge')
    ? 'integrate'
    : 'fix';
}

import type { Role } from './assignment.ts';
import type { EventBody } from './event.ts';
import type { AttemptId, TaskId } from './ids.ts';
import type { Taking } from './unit.ts';

/**
 * What the engine wants done. Its events are appended first; then, and only
 * then, the loop acts.
 */
export type Command =
  | { readonly type: 'record'; readonly events: readonly EventBody[] }
  | {
      readonly type: 'run_attempt';
      readonly events: readonly EventBody[];
      readonly task_id: TaskId;
      readonly attempt_id: AttemptId;
      readonly role: Role;
    }
  /** Merge the assignment with tasks.md and append `plan_ready`. */
  | {
      readonly type: 'make_plan';
      readonly events: readonly EventBody[];
      /** To be seen and edited before anybody is asked for the assignment. */
      readonly is_draft?: true;
    }
  | {
      readonly type: 'run_checks';
      readonly events: readonly EventBody[];
      readonly task_id: TaskId;
    }
  /** Take a unit's work as it is, without an agent; ends with `work_taken`. */
  | {
      readonly type: 'take_work';
      readonly events: readonly EventBody[];
      readonly task_id: TaskId;
      readonly from: Taking;
    }
  | {
      readonly type: 'integrate';
      readonly events: readonly EventBody[];
      readonly task_id: TaskId;
    }
  /** Run the checks on what the run started from. */
  | { readonly type: 'run_baseline'; readonly events: readonly EventBody[] }
  /** Run the checks on everything that is integrated, where they have not seen it. */
  | { readonly type: 'run_gate'; readonly events: readonly EventBody[] }
  /** Put what agents learned into the repository. */
  | { readonly type: 'keep_learnings'; readonly events: readonly EventBody[] }
  | { readonly type: 'land'; readonly events: readonly EventBody[] }
  /** Nothing is left to do: the events end with `run_finished`. */
  | { readonly type: 'finish'; readonly events: readonly EventBody[] };

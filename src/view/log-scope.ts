import type { Attempt } from '../model/attempt.ts';
import type { Event } from '../model/event.ts';
import { FINAL_TASK, RUN_TASK } from '../model/ids.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';

/** What of a run is to be shown. */
export type LogScope = {
  /** Units by id, `run` and `final`; empty = everything. */
  readonly units: ReadonlySet<string>;
  /** The Nth attempt of the unit, or its role and number (`review-2`); null = all. */
  readonly attempt: string | null;
};

/** What an attempt is about: a unit, the whole run, or the review of everything together. */
export const subjectOfAttempt = ({
  task_id,
  role,
}: Pick<Attempt, 'task_id' | 'role'>): TaskId =>
  task_id === RUN_TASK && role === 'review' ? FINAL_TASK : task_id;

/** Whether an attempt is in the scope, by where it stands among those of its subject. */
export function isAttemptShown(
  attempt: Attempt,
  state: State,
  { units, attempt: wanted }: LogScope,
): boolean {
  const subject = subjectOfAttempt(attempt);
  if (units.size > 0 && !units.has(subject)) return false;
  if (wanted === null || wanted === `${attempt.role}-${attempt.n}`) {
    return true;
  }
  return attemptsOf(subject, state)[Number(wanted) - 1] === attempt;
}

/** All attempts about one subject, in the order of their start. */
export function attemptsOf(id: string, state: State): readonly Attempt[] {
  const place = state.index.get(id as TaskId);
  return place === undefined
    ? state.run_attempts.filter((each) => subjectOfAttempt(each) === id)
    : (state.units[place]?.attempts ?? []);
}

/** Whether an event is in the scope; a run's start and end frame everybody's. */
export function isEventShown(
  event: Event,
  attempt: Attempt | null,
  { state, scope }: { readonly state: State; readonly scope: LogScope },
): boolean {
  if (attempt !== null) return isAttemptShown(attempt, state, scope);
  if (scope.attempt !== null) return false;
  if (scope.units.size === 0) return true;
  if (event.type === 'run_started' || event.type === 'run_finished')
    return true;
  return scope.units.has(
    event.type === 'final_review_ended'
      ? FINAL_TASK
      : 'task_id' in event
        ? event.task_id
        : RUN_TASK,
  );
}

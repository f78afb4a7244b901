import { unreachable } from '../../lib/unreachable.ts';
import type { Role } from '../../model/assignment.ts';
import type { Event } from '../../model/event.ts';
import { RUN_TASK } from '../../model/ids.ts';
import type { AttemptId, TaskId } from '../../model/ids.ts';
import { millisBetween } from '../../view/format.ts';

/** What a bar shows: an agent in a role, checks, or work on the integration branch. */
export type BarKind = Role | 'checks' | 'integration';

/** A stretch in which something was done, for a unit or for the whole run. */
export type Bar = {
  readonly task_id: TaskId;
  readonly kind: BarKind;
  /** Milliseconds since the first event. */
  readonly from: number;
  readonly to: number;
  /** What was done, by whom, and how it ended. */
  readonly text: string;
  readonly end: 'good' | 'bad' | 'open' | 'interrupted';
};

type Begun = Pick<Bar, 'task_id' | 'kind' | 'from' | 'text'>;

type End = { readonly end: Bar['end']; readonly word: string };

/**
 * Everything that was done, in the order in which it ended. What a start left
 * running ends where that start's last event is: nobody knows of it after.
 */
export function timelineBars(
  events: readonly Event[],
  now: string,
): readonly Bar[] {
  const begin = events[0]?.at ?? now;
  const open = new Map<string, Begun>();
  const bars: Bar[] = [];
  const end = (key: string, at: number, { end, word }: End): void => {
    const begun = open.get(key);
    if (begun === undefined) return;
    open.delete(key);
    bars.push({ ...begun, to: at, end, text: `${begun.text}: ${word}` });
  };
  const endAll = (at: number, how: End): void => {
    for (const key of [...open.keys()]) end(key, at, how);
  };
  let last = 0;
  for (const event of events) {
    const at = millisBetween(begin, event.at);
    // Whatever seemed to run, nothing did between two starts.
    if (event.type === 'run_started') endAll(last, INTERRUPTED);
    const begun = beginOf(event);
    if (begun !== null) open.set(begun.key, { ...begun.bar, from: at });
    const ended = endOf(event);
    if (ended !== null) end(ended.key, at, ended);
    if (event.type === 'run_finished') endAll(at, INTERRUPTED);
    last = at;
  }
  endAll(millisBetween(begin, now), { end: 'open', word: 'still running' });
  return bars;
}

const INTERRUPTED: End = { end: 'interrupted', word: 'interrupted' };

const attemptKey = (id: AttemptId): string => `attempt ${id}`;
const checksKey = (id: TaskId): string => `checks ${id}`;
const integrationKey = (id: TaskId): string => `integration ${id}`;

function beginOf(
  event: Event,
): { readonly key: string; readonly bar: Omit<Begun, 'from'> } | null {
  switch (event.type) {
    case 'attempt_started': {
      const { attempt_id, task_id, role: kind, n, backend } = event;
      const text = `${kind} ${n} by ${backend}`;
      return { key: attemptKey(attempt_id), bar: { task_id, kind, text } };
    }
    case 'checks_started': {
      const { task_id } = event;
      return {
        key: checksKey(task_id),
        bar: { task_id, kind: 'checks', text: 'checks' },
      };
    }
    case 'integration_started': {
      const { task_id } = event;
      return {
        key: integrationKey(task_id),
        bar: { task_id, kind: 'integration', text: 'integration' },
      };
    }
    case 'baseline_started':
      return ofTheRun('baseline', 'checks', 'checks before the run');
    case 'gate_started':
      return ofTheRun('gate', 'checks', 'checks on everything together');
    case 'learnings_started':
      return ofTheRun('learnings', 'integration', 'keeping what was learned');
    case 'landing_started':
      return ofTheRun('landing', 'integration', 'landing');
    default:
      return null;
  }
}

const ofTheRun = (
  key: string,
  kind: BarKind,
  text: string,
): ReturnType<typeof beginOf> => ({
  key,
  bar: { task_id: RUN_TASK, kind, text },
});

const good = (word: string): End => ({ end: 'good', word });
const bad = (word: string): End => ({ end: 'bad', word });
const checked = (passed: boolean): End => (passed ? good('green') : bad('red'));

function endOf(event: Event): (End & { readonly key: string }) | null {
  switch (event.type) {
    case 'attempt_ended':
      return { key: attemptKey(event.attempt_id), ...outcomeEnd(event) };
    case 'checks_ended':
      return { key: checksKey(event.task_id), ...checked(event.passed) };
    case 'integrated':
      return { key: integrationKey(event.task_id), ...good('integrated') };
    case 'integration_failed':
      return { key: integrationKey(event.task_id), ...bad('sent back') };
    case 'baseline_ended':
      return { key: 'baseline', ...checked(event.passed) };
    case 'gate_ended':
      return { key: 'gate', ...checked(event.passed) };
    case 'learnings_kept':
      return { key: 'learnings', ...good('done') };
    case 'landed':
      return { key: 'landing', ...good('landed') };
    case 'landing_failed':
      return { key: 'landing', ...bad(event.reason) };
    default:
      return null;
  }
}

function outcomeEnd({
  outcome,
  verdict,
}: Extract<Event, { type: 'attempt_ended' }>): End {
  switch (outcome.type) {
    case 'succeeded':
      return good(verdict === null ? 'done' : `found ${verdict.severity}`);
    case 'failed':
      return bad(`${outcome.failure.type}: ${outcome.failure.message}`);
    case 'interrupted':
      return INTERRUPTED;
    default:
      return unreachable(outcome);
  }
}

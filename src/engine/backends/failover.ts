import type { Attempt, EndedAttempt } from '../../model/attempt.ts';
import { cliOf } from '../../model/backend.ts';
import type { Failure, FailureType } from '../../model/failure.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import { isWritingRole } from '../../model/assignment.ts';
import { FAILURE_POLICIES } from './failures.ts';
import type { Situation } from '../situation.ts';

/** Why nobody is sent to a backend right now. */
export type BackendHold =
  | { readonly type: 'paused'; readonly until: string }
  | { readonly type: 'closed'; readonly failure: Failure };

/** What keeps a backend (its CLI, with all its models) from work; null = nothing. */
export function backendHold(
  backend: string,
  { state, now }: Pick<Situation, 'state' | 'now'>,
): BackendHold | null {
  const cli = cliOf(backend);
  const failure = state.closed[cli];
  if (failure !== undefined) return { type: 'closed', failure };
  const until = state.parked[cli];
  return until !== undefined && until > now ? { type: 'paused', until } : null;
}

/** Who of a role is there for an attempt. */
export type Choice =
  | { readonly type: 'free'; readonly backend: string }
  /** All that could pause; this one is back first. */
  | {
      readonly type: 'paused';
      readonly backend: string;
      readonly until: string;
    }
  /** Nobody is left, whatever time passes. */
  | {
      readonly type: 'none';
      /** CLIs that a person can make usable again. */
      readonly closed: readonly string[];
      /** One line a backend. */
      readonly why: readonly string[];
    };

/** The first of some backends that can work now; else the one that is back first. */
export function choose(
  backends: readonly string[],
  situation: Pick<Situation, 'state' | 'now'>,
): Choice {
  const closed: string[] = [];
  const why: string[] = [];
  let first: Extract<Choice, { type: 'paused' }> | null = null;
  for (const backend of backends) {
    const hold = backendHold(backend, situation);
    if (hold === null) return { type: 'free', backend };
    if (hold.type === 'closed') {
      closed.push(cliOf(backend));
      why.push(`${backend}: ${hold.failure.type}: ${hold.failure.message}`);
    } else if (first === null || hold.until < first.until) {
      first = { type: 'paused', backend, until: hold.until };
    }
  }
  return first ?? { type: 'none', closed: [...new Set(closed)], why };
}

/** An attempt that brought nothing, and why. */
export type Miss = {
  readonly attempt: EndedAttempt;
  readonly failure: Failure;
};

/** The unit's attempts at its work that brought nothing, in a row up to now, oldest first. */
export const missesOf = (unit: Unit, state: State): readonly Miss[] =>
  missesIn(
    unit.attempts.filter((attempt) => isWork(attempt, unit)),
    {
      since: lastAnswer(unit, state),
    },
  );

const isWork = ({ role }: Attempt, { plan }: Unit): boolean =>
  plan.assignment.type === 'review' ? role === 'review' : isWritingRole(role);

/** When a person last said something about the unit: failures are counted anew from there. */
const lastAnswer = ({ plan }: Unit, { decisions }: State): string =>
  decisions.reduce(
    (latest, { task_id, answer }) =>
      task_id === plan.task_id && answer !== null && answer.at > latest
        ? answer.at
        : latest,
    '',
  );

/** The misses at the end of some attempts of one kind, oldest first. */
export function missesIn(
  attempts: readonly Attempt[],
  { since }: { readonly since: string },
): readonly Miss[] {
  const misses: Miss[] = [];
  for (const attempt of attempts.toReversed()) {
    if (attempt.status !== 'ended' || attempt.started_at < since) break;
    if (attempt.outcome.type === 'interrupted') continue;
    const failure = missOf(attempt);
    if (failure === null) break;
    misses.unshift({ attempt, failure });
  }
  return misses;
}

/** Why an ended attempt brought nothing; null where it brought something. */
export function missOf(attempt: EndedAttempt): Failure | null {
  const { outcome, evidence, report } = attempt;
  if (outcome.type === 'failed') return outcome.failure;
  if (outcome.type === 'interrupted' || !isWritingRole(attempt.role)) {
    return null;
  }
  const hasChanges = (evidence?.files_changed.length ?? 0) > 0;
  const hasReason =
    report?.no_changes_needed === true && (report.reason ?? '').trim() !== '';
  if (hasChanges || hasReason || report?.status === 'failed') return null;
  const said = (report?.reason ?? '').trim();
  return {
    type: 'no_changes',
    message: `the agent changed nothing${said === '' ? ' and gave no reason' : `: ${said}`}`,
  };
}

/** Limits and missing logins that one unit runs into, in a row, before a person is asked. */
export const MOST_BACKEND_MISSES = 8;

/** What a row of misses leads to. */
export type Row = {
  /** Backends that had their tries. */
  readonly spent: ReadonlySet<string>;
  /** Another try by anybody makes no sense: a person is asked. */
  readonly isOver: boolean;
  /** Misses of the last one's class. */
  readonly count: number;
};

/**
 * Reads a row of misses by the policies. Tries are counted by class over all
 * backends, so that the next one gets one try, not all of them again.
 */
export function readRow(misses: readonly Miss[]): Row {
  const counts = new Map<FailureType, number>();
  const spent = new Set<string>();
  let isOver = false;
  let count = 0;
  for (const { attempt, failure } of misses) {
    const { retries, scope, then } = FAILURE_POLICIES[failure.type];
    count = (counts.get(failure.type) ?? 0) + 1;
    counts.set(failure.type, count);
    if (scope === 'backend') {
      isOver = count > MOST_BACKEND_MISSES;
      continue;
    }
    const isUsedUp = count > retries;
    isOver = isUsedUp && then === 'person';
    if (isUsedUp && then === 'next_backend') spent.add(attempt.backend);
  }
  return { spent, isOver, count };
}

import type { Attempt, EndedAttempt } from '../model/attempt.ts';
import { lastWork } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import type { State } from '../model/state.ts';
import type { Limits } from './limits.ts';
import type { Situation } from './situation.ts';

/** Fix attempts the author gets before another agent takes over. */
const AUTHORS_FIXES = 2;

/** Backends that can play an `owner_agent`, in order of preference. */
export function backendsFor(owner: string, limits: Limits): readonly string[] {
  switch (owner) {
    case 'codex':
      return limits.roles.code;
    case 'gemini':
      return limits.roles.ui;
    case 'codex-review':
      return limits.roles.review;
    default:
      return [owner, ...limits.roles.code.filter((name) => name !== owner)];
  }
}

/** Who works on the unit next; null where no backend is there at all. */
export function authorFor(unit: Unit, limits: Limits): string | null {
  const candidates = backendsFor(unit.plan.assignment.owner_agent, limits);
  const first = unit.reassigned_to ?? candidates[0] ?? null;
  const last = lastWork(unit)?.backend ?? null;
  if (unit.reassigned_to !== null || last === null) return first;
  if (unit.open_findings.length === 0) return first;
  if (unit.fix_attempts < AUTHORS_FIXES) return last;
  return candidates.find((name) => name !== last) ?? last;
}

/**
 * Who reviews next: another vendor than the author where one is there, and
 * nobody who looked, or failed to look, in this round already.
 */
export function reviewerFor(
  unit: Unit,
  { state, limits }: Pick<Situation, 'state' | 'limits'>,
): string | null {
  const author = lastWork(unit)?.backend ?? null;
  const asked = roundOf(unit).map(({ backend }) => backend);
  const closed = closedBackends(state);
  const open = limits.roles.review.filter((name) => !closed.has(name));
  const present = open.length > 0 ? open : limits.roles.review;
  const others = present.filter((name) => name !== author);
  const list = others.length > 0 ? others : present;
  return (
    list.find((name) => !asked.includes(name)) ??
    list[asked.length % Math.max(list.length, 1)] ??
    null
  );
}

/** Backends whose last attempt found no login or no program: nobody is sent there unasked. */
function closedBackends(state: State): ReadonlySet<string> {
  const closed = new Map<string, boolean>();
  for (const { attempts } of state.units) {
    for (const attempt of attempts) {
      if (attempt.status !== 'ended') continue;
      const { outcome } = attempt;
      const isClosed =
        outcome.type === 'failed' &&
        (outcome.failure.type === 'auth' ||
          outcome.failure.type === 'missing_binary');
      closed.set(attempt.backend, isClosed);
    }
  }
  return new Set([...closed].flatMap(([name, is]) => (is ? [name] : [])));
}

/** The review attempts of the running round. */
export const roundOf = (unit: Unit): readonly Attempt[] =>
  unit.attempts.filter(({ attempt_id }) =>
    unit.review_round.includes(attempt_id),
  );

/** Reviews of the round that ended with a validated verdict. */
export const verdictsOf = (unit: Unit): readonly EndedAttempt[] =>
  roundOf(unit).filter(
    (attempt): attempt is EndedAttempt =>
      attempt.status === 'ended' &&
      attempt.outcome.type === 'succeeded' &&
      attempt.verdict !== null,
  );

/** How many reviewers have to look at the unit. */
export const quorumOf = (unit: Unit): number =>
  unit.plan.assignment.criticality === 'standard' ? 1 : 2;

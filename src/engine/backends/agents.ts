import { msBetween } from '../../lib/iso-time.ts';
import type { Attempt, EndedAttempt } from '../../model/attempt.ts';
import { isWritingRole } from '../../model/assignment.ts';
import { cliOf } from '../../model/backend.ts';
import { currentWork, lastWork } from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';
import { choose, missesOf, readRow } from './failover.ts';
import type { Choice } from './failover.ts';
import { MAX_BACKOFF_MS } from './failures.ts';
import type { Limits } from '../limits.ts';
import type { Situation } from '../situation.ts';
import { nextRole } from '../schedule/start-attempt.ts';
import { vendorOf } from './vendors.ts';

/** Fix attempts the author gets before another agent takes over. */
const AUTHORS_FIXES = 2;

/** Backends that can play an `owner_agent`, in order of preference. */
export function backendsFor(owner: string, limits: Limits): readonly string[] {
  const { code, ui, review } = limits.roles;
  switch (owner) {
    case 'codex':
      return code;
    case 'gemini':
      return ui;
    case 'codex-review':
      return review;
    default: {
      const named =
        [...code, ...ui, ...review].find((entry) => cliOf(entry) === owner) ??
        owner;
      return [named, ...code.filter((entry) => entry !== named)];
    }
  }
}

/**
 * Who works on the unit next: the first of its role that is there and was not
 * tried in vain already.
 */
export function authorFor(unit: Unit, situation: Situation): Choice {
  const misses = missesOf(unit, situation.state);
  const { spent } = readRow(misses);
  const wanted = [...new Set(candidates(unit, situation.limits))];
  const choice = choose(
    wanted.filter((backend) => !spent.has(backend)),
    situation,
  );
  if (choice.type !== 'none') return choice;
  const tried = misses
    .filter(({ attempt }) => spent.has(attempt.backend))
    .map(
      ({ attempt, failure }) =>
        `${attempt.backend}: ${failure.type}: ${failure.message}`,
    );
  return { ...choice, why: [...new Set([...choice.why, ...tried])] };
}

/** Everybody who may take the unit's next attempt, in order of preference. */
function candidates(unit: Unit, limits: Limits): string[] {
  const { roles } = limits;
  const owners = backendsFor(unit.plan.assignment.owner_agent, limits);
  const author = (currentWork(unit) ?? lastWork(unit))?.backend ?? null;
  if (unit.reassigned_to !== null) return [unit.reassigned_to, ...owners];
  if (author === null || unit.open_findings.length === 0) return [...owners];
  const others = owners.filter((backend) => backend !== author);
  if (nextRole(unit) === 'integrate') {
    return [...roles.integrate, author, ...others];
  }
  return unit.fix_attempts < AUTHORS_FIXES
    ? [author, ...others]
    : [...others, author];
}

/** Longest wait for a reviewer of another vendor, while one of the author's own is free. */
const WORTH_WAITING_MS = MAX_BACKOFF_MS;

/**
 * Who reviews next: another vendor than the author where one is there, and
 * before all others one who did not look, or fail to look, in this round.
 */
export function reviewerFor(unit: Unit, situation: Situation): Choice {
  const { limits, now } = situation;
  const asked = roundOf(unit).map(({ backend }) => backend);
  const timesAsked = (backend: string): number =>
    asked.filter((name) => name === backend).length;
  const list = limits.roles.review.toSorted(
    (a, b) => timesAsked(a) - timesAsked(b),
  );
  const foreign = choose(
    list.filter((backend) => isIndependent(backend, unit, limits)),
    situation,
  );
  const isSoon =
    foreign.type === 'paused' &&
    msBetween(now, foreign.until) <= WORTH_WAITING_MS;
  if (foreign.type === 'free' || isSoon) return foreign;
  const anybody = choose(list, situation);
  return anybody.type === 'none' && foreign.type === 'paused'
    ? foreign
    : anybody;
}

/** Whether a backend runs another vendor's models than those that did the unit's work. */
export function isIndependent(
  reviewer: string,
  unit: Unit,
  limits: Pick<Limits, 'vendors'>,
): boolean {
  const vendor = vendorOf(reviewer, limits);
  return authorsOf(unit).every(
    (author) => author !== reviewer && vendorOf(author, limits) !== vendor,
  );
}

/** Backends whose work is in what the unit has now. */
function authorsOf(unit: Unit): readonly string[] {
  const authors = unit.attempts.flatMap((attempt) =>
    isWritingRole(attempt.role) &&
    attempt.status === 'ended' &&
    attempt.outcome.type === 'succeeded'
      ? [attempt.backend]
      : [],
  );
  return [...new Set(authors)];
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

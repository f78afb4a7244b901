import type { Role } from '../../model/assignment.ts';
import type { Unit } from '../../model/unit.ts';
import { authorFor, reviewerFor } from '../backends/agents.ts';
import type { Choice } from '../backends/failover.ts';
import { needsReviewer } from '../review/settle-review.ts';
import type { Situation } from '../situation.ts';
import { nextRole } from './start-attempt.ts';

/** The agent that a unit needs next, and who could be it. */
export type NextAttempt = { readonly role: Role; readonly choice: Choice };

/** What would be started for a unit next; null where its next step needs no agent. */
export function nextAttempt(
  unit: Unit,
  situation: Situation,
): NextAttempt | null {
  const { limits } = situation;
  if (unit.status === 'pending_review' || unit.status === 'under_review') {
    return needsReviewer(unit, limits)
      ? { role: 'review', choice: reviewerFor(unit, situation) }
      : null;
  }
  if (unit.status !== 'not_started' && unit.status !== 'fix_required') {
    return null;
  }
  if (unit.plan.manual || isCheckpointRun(unit, situation)) return null;
  if (unit.status === 'not_started' && unit.take !== null) return null;
  const isReading = unit.plan.assignment.type === 'review';
  return {
    role: isReading ? 'review' : nextRole(unit),
    choice: authorFor(unit, situation),
  };
}

/** A checkpoint asks the checks first, once; only red brings an agent in. */
export const isCheckpointRun = (
  { plan, status, checks }: Unit,
  { limits }: Situation,
): boolean =>
  status === 'not_started' &&
  plan.checkpoint &&
  limits.hasChecks &&
  checks.length === 0;

import { isWritingRole } from '../../model/assignment.ts';
import type { CheckRun } from '../../model/check.ts';
import type { State } from '../../model/state.ts';
import { currentEvidence } from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';
import type { BaselineHold } from '../schedule/hold.ts';
import { judgeChecks } from './judge-checks.ts';
import type { Limits } from '../limits.ts';
import type { Situation } from '../situation.ts';

/** Whether there will be a baseline that is not there yet. */
export const awaitsBaseline = (
  state: State,
  limits: Pick<Limits, 'hasChecks'>,
): boolean =>
  limits.hasChecks &&
  state.baseline === null &&
  (state.is_taking_baseline || canBeTaken(state));

/** A shared folder shows what the run started from only until somebody writes to it. */
const canBeTaken = ({ run, units }: State): boolean =>
  run?.isolation === 'worktree' ||
  units.every(({ attempts }) =>
    attempts.every(({ role }) => !isWritingRole(role)),
  );

/**
 * Why a unit waits for the baseline: its checks are red, which may be older
 * than the run, or it is to be integrated and they may become so.
 */
export function baselineHold(
  unit: Unit,
  { state, limits }: Situation,
): BaselineHold | null {
  if (state.baseline !== null) return null;
  const isInDoubt =
    unit.status === 'final_review'
      ? !unit.is_accepted && currentEvidence(unit) !== null
      : isRed(unit, state);
  return isInDoubt && awaitsBaseline(state, limits)
    ? { type: 'baseline' }
    : null;
}

/** Whether the checks are red on what the unit's next step is about. */
function isRed(unit: Unit, state: State): boolean {
  const run = runInQuestion(unit);
  if (run === null) return false;
  const on = currentEvidence(unit) === null ? 'integrated' : 'own';
  return !judgeChecks(run, { state, unit, on }).passed;
}

/** The checks of a unit's current work; of a checkpoint without work those of the tip. */
function runInQuestion(unit: Unit): CheckRun | null {
  const tree = currentEvidence(unit)?.tree ?? null;
  if (tree !== null) {
    return unit.status === 'pending_review'
      ? (unit.checks.findLast((run) => run.tree === tree) ?? null)
      : null;
  }
  const isCheckpoint = unit.plan.checkpoint && unit.attempts.length === 0;
  return isCheckpoint && unit.status === 'in_progress'
    ? (unit.checks.at(-1) ?? null)
    : null;
}

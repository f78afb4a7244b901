import type { Command } from '../model/command.ts';
import { isBusy } from '../model/state-access.ts';
import type { State } from '../model/state.ts';
import type { Unit } from '../model/unit.ts';
import { authorFor, reviewerFor } from './agents.ts';
import { openDecision } from './decisions.ts';
import { canStart } from './readiness.ts';
import { mustChecksWait, mustWritersWait } from './shared-folder.ts';
import { needsReviewer } from './settle-review.ts';
import type { Situation } from './situation.ts';
import { nextRole, startAttempt } from './start-attempt.ts';

/**
 * The next agent to start, where a slot is free: fixes, then reviews, then new
 * work along the longest remaining path.
 */
export function dispatch(situation: Situation): Command | null {
  const { state, limits } = situation;
  if (limits.isDraining || runningCount(state) >= limits.jobs) return null;
  return (
    first(state.units, (unit) => startFix(unit, situation)) ??
    first(state.units, (unit) => startReview(unit, situation)) ??
    startNew(situation)
  );
}

/** Agents that run right now. */
export function runningCount(state: State): number {
  const attempts = [
    ...state.run_attempts,
    ...state.units.flatMap((unit) => (isBusy(unit) ? unit.attempts : [])),
  ];
  return attempts.filter(({ status }) => status === 'running').length;
}

function first(
  units: readonly Unit[],
  choose: (unit: Unit) => Command | null,
): Command | null {
  for (const unit of units) {
    const command = choose(unit);
    if (command !== null) return command;
  }
  return null;
}

function startFix(unit: Unit, situation: Situation): Command | null {
  if (unit.status !== 'fix_required') return null;
  return startWork(unit, situation);
}

function startReview(unit: Unit, situation: Situation): Command | null {
  if (isDeferred(unit, situation) || !needsReviewer(unit, situation.limits)) {
    return null;
  }
  const backend = reviewerFor(unit, situation);
  if (backend === null || isParked(backend, situation)) return null;
  return startAttempt(situation.state, unit, {
    role: 'review',
    backend,
    to: unit.status === 'pending_review' ? 'under_review' : null,
    reason: `${backend} reviews`,
  });
}

function startNew(situation: Situation): Command | null {
  for (const unit of canStart(situation)) {
    if (unit.plan.manual) return askForHands(unit, situation);
    if (isCheckpointRun(unit, situation)) {
      if (mustChecksWait(situation.state)) continue;
      return runCheckpoint(unit);
    }
    const command = startWork(unit, situation);
    if (command !== null) return command;
  }
  return null;
}

function startWork(unit: Unit, situation: Situation): Command | null {
  const { state, limits } = situation;
  if (mustWritersWait(state, limits)) return null;
  const backend = authorFor(unit, situation.limits);
  if (backend === null || isParked(backend, situation)) return null;
  const isReading = unit.plan.assignment.type === 'review';
  return startAttempt(situation.state, unit, {
    role: isReading ? 'review' : nextRole(unit),
    backend,
    to: 'in_progress',
    reason: `${backend} starts`,
  });
}

const askForHands = (unit: Unit, { state, now }: Situation): Command =>
  openDecision(state, unit, {
    reason: 'marked as manual',
    context: `A person has to do this: ${unit.plan.description}`,
    now,
    others: [],
  });

/** A checkpoint asks the checks first, once; only red brings an agent in. */
const isCheckpointRun = (unit: Unit, { limits }: Situation): boolean =>
  unit.plan.checkpoint && limits.hasChecks && unit.checks.length === 0;

function runCheckpoint(unit: Unit): Command {
  const { task_id } = unit.plan;
  return {
    type: 'run_checks',
    task_id,
    events: [
      {
        type: 'unit_status',
        task_id,
        from: unit.status,
        to: 'in_progress',
        reason: 'the checks run on the integrated tree',
      },
      { type: 'checks_started', task_id },
    ],
  };
}

const isParked = (backend: string, { state, now }: Situation): boolean =>
  (state.parked[backend] ?? '') > now;

const isDeferred = (unit: Unit, { now }: Situation): boolean =>
  unit.retry_at !== null && unit.retry_at > now;

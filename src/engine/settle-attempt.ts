import { unreachable } from '../lib/unreachable.ts';
import type { EndedAttempt } from '../model/attempt.ts';
import type { Command } from '../model/command.ts';
import type { Failure } from '../model/failure.ts';
import type { State } from '../model/state.ts';
import type { Unit } from '../model/unit.ts';
import { authorFor, backendsFor } from './agents.ts';
import { move, record } from './commands.ts';
import { openDecision } from './decisions.ts';
import { nextTry } from './failures.ts';
import type { Situation } from './situation.ts';

/** What follows from the end of a writing attempt, by what was seen. */
export function settleAttempt(
  unit: Unit,
  situation: Situation,
): Command | null {
  const last = unit.attempts.at(-1);
  if (last?.status !== 'ended') {
    return record(move(unit, 'not_started', 'nothing was running'));
  }
  switch (last.outcome.type) {
    case 'interrupted':
      return record(move(unit, 'not_started', 'the attempt was interrupted'));
    case 'failed':
      return settleFailure(unit, last.outcome.failure, situation);
    case 'succeeded':
      return unit.plan.assignment.type === 'review'
        ? settleReading(unit, last, situation)
        : settleWork(unit, last, situation);
    default:
      return unreachable(last.outcome);
  }
}

/** Work is what the diff shows; no diff needs a reason, or it is tried again. */
function settleWork(
  unit: Unit,
  last: EndedAttempt,
  situation: Situation,
): Command {
  const changed = (last.evidence?.files_changed.length ?? 0) > 0;
  const hasReason =
    last.report?.no_changes_needed === true &&
    (last.report.reason ?? '').trim() !== '';
  const isSettledOtherwise = last.report?.status === 'failed';
  if (changed || hasReason || isSettledOtherwise) {
    return record(move(unit, 'pending_review', 'the attempt ended'));
  }
  return settleFailure(
    unit,
    {
      type: 'no_changes',
      message: 'the agent changed nothing and gave no reason',
    },
    situation,
  );
}

/** A review unit changes nothing: its verdict is its result. */
function settleReading(
  unit: Unit,
  last: EndedAttempt,
  situation: Situation,
): Command {
  const severity = last.verdict?.severity ?? 'critical';
  if (severity === 'none' || severity === 'minor') {
    return record(move(unit, 'pending_review', 'the review is in'));
  }
  return openDecision(situation.state, unit, {
    reason: `the review found ${severity} issues`,
    context: [last.verdict?.summary, last.verdict?.details]
      .filter(Boolean)
      .join('\n'),
    now: situation.now,
    others: [],
  });
}

/** One policy a class: again after a pause, or a person is asked. */
export function settleFailure(
  unit: Unit,
  failure: Failure,
  situation: Situation,
): Command {
  const failures = failuresInARow(unit, situation.state);
  const at = nextTry(failure, { failures, now: situation.now });
  if (at !== null) {
    return record({
      ...move(unit, 'not_started', `${failure.type}: ${failure.message}`),
      retry_at: at,
    });
  }
  return openDecision(situation.state, unit, {
    reason: `${failure.type}: ${failure.message}`,
    context: explain(unit, failure),
    now: situation.now,
    others: otherBackends(unit, situation),
  });
}

/** Attempts at the end of the list that brought nothing, since a person last answered. */
function failuresInARow({ plan, attempts }: Unit, state: State): number {
  const answeredAt = state.decisions
    .filter(({ task_id }) => task_id === plan.task_id)
    .map(({ answer }) => answer?.at ?? '')
    .reduce((latest, at) => (at > latest ? at : latest), '');
  let count = 0;
  for (const attempt of attempts.toReversed()) {
    if (attempt.status !== 'ended' || attempt.started_at < answeredAt) break;
    if (attempt.outcome.type === 'interrupted') continue;
    const broughtNothing =
      attempt.outcome.type === 'failed' ||
      attempt.evidence?.files_changed.length === 0;
    if (!broughtNothing) break;
    count += 1;
  }
  return count;
}

/** Backends besides the author's that could take the unit over. */
export function otherBackends(
  unit: Unit,
  { limits }: Situation,
): readonly string[] {
  const author = authorFor(unit, limits);
  return [
    ...new Set([
      ...backendsFor(unit.plan.assignment.owner_agent, limits),
      ...limits.roles.code,
    ]),
  ].filter((name) => name !== author);
}

function explain(unit: Unit, failure: Failure): string {
  const tried = unit.attempts.map((attempt) => {
    const end =
      attempt.status === 'running'
        ? 'running'
        : attempt.outcome.type === 'failed'
          ? `${attempt.outcome.failure.type}: ${attempt.outcome.failure.message}`
          : attempt.outcome.type;
    return `- ${attempt.attempt_id} (${attempt.backend}): ${end}`;
  });
  return [`${failure.type}: ${failure.message}`, 'Tried:', ...tried].join('\n');
}

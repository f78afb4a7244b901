import { unreachable } from '../../lib/unreachable.ts';
import type { EndedAttempt } from '../../model/attempt.ts';
import type { Command } from '../../model/command.ts';
import type { Failure } from '../../model/failure.ts';
import type { Unit } from '../../model/unit.ts';
import { authorFor } from '../backends/agents.ts';
import { move, record } from '../commands.ts';
import { contextOf } from './decision-context.ts';
import { openDecision } from './decisions.ts';
import { missesOf, missOf, readRow } from '../backends/failover.ts';
import { FAILURE_POLICIES, nextTry } from '../backends/failures.ts';
import { askForAgent, otherBackends } from '../backends/no-agent.ts';
import type { Situation } from '../situation.ts';

/** What follows from the end of a unit's attempt at its work, by what was seen. */
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
      return settleMiss(unit, { ...situation, ...last.outcome, last });
    case 'succeeded': {
      if (unit.plan.assignment.type === 'review') {
        return settleReading(unit, last, situation);
      }
      const failure = missOf(last);
      return failure === null
        ? record(move(unit, 'pending_review', 'the attempt ended'))
        : settleMiss(unit, { ...situation, failure, last });
    }
    default:
      return unreachable(last.outcome);
  }
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
    context: [last.verdict?.summary, last.verdict?.details, contextOf(unit)]
      .filter(Boolean)
      .join('\n'),
    now: situation.now,
    others: [],
  });
}

/** One policy a class: again after a pause, by somebody else, or a person is asked. */
function settleMiss(
  unit: Unit,
  about: Situation & {
    readonly failure: Failure;
    readonly last: EndedAttempt;
  },
): Command {
  const { failure, last, ...situation } = about;
  const said = `${failure.type}: ${failure.message}`;
  const row = readRow(missesOf(unit, situation.state));
  if (row.isOver) {
    return openDecision(situation.state, unit, {
      reason: said,
      context: contextOf(unit, said),
      now: situation.now,
      others: otherBackends(unit, situation),
    });
  }
  const choice = authorFor(unit, situation);
  if (choice.type === 'none') {
    const question = askForAgent(unit, choice, situation);
    if (question !== null) return question;
  }
  return record({
    ...move(unit, 'not_started', said),
    ...(mustPause(row.spent, about)
      ? {
          retry_at: nextTry(failure, {
            failures: row.count,
            now: situation.now,
            attempt_id: last.attempt_id,
          }),
        }
      : {}),
  });
}

/** The unit pauses where the same backend tries again: another one is not tired. */
const mustPause = (
  spent: ReadonlySet<string>,
  { failure, last }: { readonly failure: Failure; readonly last: EndedAttempt },
): boolean =>
  FAILURE_POLICIES[failure.type].scope === 'attempt' &&
  !spent.has(last.backend);

import type { Command } from '../../model/command.ts';
import type { State } from '../../model/state.ts';
import { TICK_ACTIONS } from '../../model/tick.ts';
import { choicesOf } from './choices.ts';
import { record } from '../commands.ts';
import { choose } from '../backends/failover.ts';
import { isGranted, isHalted } from '../budgets/grants.ts';
import { startsNothing } from '../limits.ts';
import { isAnythingRunning } from '../schedule/is-running.ts';
import type { Situation } from '../situation.ts';
import { startOrchestrate } from '../schedule/start-attempt.ts';
import { surveyOf } from '../schedule/survey-of.ts';

/** Answers in a row that cannot be used before a tick is decided without them. */
const MOST_MISSES = 2;

/**
 * `--mode llm`: asks the orchestrator once something ended and there is
 * something to choose. Where it cannot be asked, or gave nothing usable twice,
 * this one tick is decided as without it. Null = there is nothing to ask now.
 */
export function tick(situation: Situation): Command | null {
  const survey = surveyOf(situation);
  const { state, limits } = survey;
  if (!mayAsk(survey) || isOutOfTicks(survey)) return null;
  if (state.tick.misses >= MOST_MISSES) {
    const why = state.tick.refused.join('; ');
    return decideAlone(`${state.tick.misses} answers were no use: ${why}`);
  }
  if (survey.budget() !== null) return decideAlone('the budget is used up');
  const choice = choose(limits.roles.orchestrate, survey);
  switch (choice.type) {
    case 'free':
      return startOrchestrate(state, choice.backend);
    case 'paused':
      return decideAlone(`${choice.backend} pauses until ${choice.until}`);
    case 'none':
      return decideAlone(choice.why[0] ?? 'no orchestrator is installed');
  }
}

/** Whether there is somebody to ask and something to ask about. */
function mayAsk(situation: Situation): boolean {
  const { state, limits } = situation;
  if (limits.orchestration === undefined || startsNothing(limits)) return false;
  if (isHalted(state) || isAsked(state)) return false;
  // What it did not ask for last time it need not ask for now.
  if (!state.tick.has_news && isAnythingRunning(state)) return false;
  return choicesOf(situation).some(
    ({ action }) => !isGranted(action, situation),
  );
}

const isAsked = ({ run_attempts }: State): boolean =>
  run_attempts.some(
    ({ role, status }) => role === 'orchestrate' && status === 'running',
  );

/** As many were asked for in this start as may be. */
const isOutOfTicks = ({ state, limits }: Situation): boolean =>
  state.run_attempts.filter(
    ({ role, started_at }) =>
      role === 'orchestrate' && started_at >= (state.resumed_at ?? ''),
  ).length >= (limits.orchestration?.maxTicks ?? Infinity);

const decideAlone = (notes: string): Command =>
  record({
    type: 'tick_ended',
    attempt_id: null,
    granted: TICK_ACTIONS.filter((action) => action !== 'halt'),
    refused: [],
    notes,
    is_fallback: true,
  });

/** Why the orchestrator's part in this start is over; null while it is not. */
export function haltReason(situation: Situation): string | null {
  const { state, limits } = situation;
  if (isHalted(state)) {
    const { notes } = state.tick;
    return `halted by the orchestrator${notes === '' ? '' : `: ${notes}`}`;
  }
  return mayAsk(situation) && isOutOfTicks(situation)
    ? `the orchestrator had its ${limits.orchestration?.maxTicks ?? 0} ticks (--max-iterations)`
    : null;
}

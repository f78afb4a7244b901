import { err, ok } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import type { State } from '../../model/state.ts';
import type {
  OrchestrateAnswer,
  TickAction,
  TickEnd,
} from '../../model/tick.ts';
import { choicesOf } from './choices.ts';
import type { Choosable } from './choices.ts';
import { isAnythingRunning } from '../schedule/is-running.ts';
import type { Situation } from '../situation.ts';

/** What holds of an answer: the engine allows it now, and there are not too many. */
export type Orders = Pick<TickEnd, 'granted' | 'refused' | 'notes'>;

/**
 * Holds an orchestrator's answer against what may be done now. An answer after
 * which nothing would ever happen is no answer: the error says why.
 */
export function judgeOrders(
  answer: OrchestrateAnswer,
  situation: Situation,
): Result<Orders, string> {
  const choices = choicesOf(situation);
  const most = situation.limits.orchestration?.maxActions ?? 0;
  const asked = [...new Set(answer.actions.map(({ type }) => type))];
  const heard = asked.slice(0, most);
  const refused = [
    ...heard.flatMap((action) => refusalOf(action, choices)),
    ...asked
      .slice(most)
      .map((action) => `${action}: more than ${most} actions in one tick`),
    ...(answer.decision === 'COMPLETE' ? [openUnits(situation.state)] : []),
  ];
  const notes = answer.notes ?? '';
  if (heard.includes('halt')) return ok({ granted: ['halt'], refused, notes });
  const granted = heard.filter(
    (action) => refusalOf(action, choices).length === 0,
  );
  const startsSomething = granted.some((action) => action !== 'sync_pulse');
  return startsSomething || isAnythingRunning(situation.state)
    ? ok({ granted, refused, notes })
    : err(
        [
          'nothing runs, and nothing of this would start anything',
          ...refused,
        ].join('; '),
      );
}

/** Why an action is not allowed now; empty where it is. */
function refusalOf(
  action: TickAction,
  choices: readonly Choosable[],
): readonly string[] {
  const isAllowed =
    action === 'halt' ||
    action === 'sync_pulse' ||
    choices.some((choice) => choice.action === action);
  return isAllowed ? [] : [`${action}: ${WHY_NOT[action]}`];
}

const WHY_NOT: Readonly<
  Record<Exclude<TickAction, 'halt' | 'sync_pulse'>, string>
> & { readonly [action: string]: string } = {
  assign_dispatch: 'the units are assigned already, or nobody can assign them',
  dispatch_batch: 'no unit can start now',
  dispatch_reviews: 'no work waits for a reviewer now',
  consolidate_reviews: 'no round of reviews is complete',
};

function openUnits({ units }: State): string {
  const open = units.filter(
    ({ status }) => status !== 'completed' && status !== 'canceled',
  );
  const ids = open.map(({ plan }) => plan.task_id).join(', ');
  return `COMPLETE: ${ids === '' ? 'the run says so by itself' : `${ids} are not completed`}`;
}

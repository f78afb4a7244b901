import { unreachable } from '../lib/unreachable.ts';
import type { Command } from '../model/command.ts';
import { RUN_TASK } from '../model/ids.ts';
import { isWritingRole } from '../model/assignment.ts';
import { assign } from './assign.ts';
import { runBaseline } from './baseline.ts';
import type { LoopContext } from './context.ts';
import { endAs } from './end-attempt.ts';
import { finalReview } from './final-review.ts';
import { runGate } from './gate.ts';
import { implement } from './implement.ts';
import { integrate } from './integrate.ts';
import { land } from './land.ts';
import { keepLearnings } from './learnings.ts';
import { makePlanFrom } from './make-plan-from.ts';
import { orchestrate } from './orchestrate.ts';
import { review } from './review.ts';
import { runChecks } from './run-checks.ts';
import { takeWork } from './take-work.ts';

/** Commands that act on the world. */
export type Effect = Exclude<
  Command,
  { readonly type: 'record' } | { readonly type: 'finish' }
>;

/** Carries a command out and appends what came of it. */
export async function perform(
  command: Effect,
  context: LoopContext,
): Promise<void> {
  switch (command.type) {
    case 'run_attempt':
      await attempt(command, context);
      return;
    case 'make_plan':
      await makePlanFrom(null, context, { is_draft: command.is_draft });
      return;
    case 'run_checks':
      await runChecks(command.task_id, context);
      return;
    case 'run_baseline':
      await runBaseline(context);
      return;
    case 'take_work':
      await takeWork(command, context);
      return;
    case 'integrate':
      await integrate(command.task_id, context);
      return;
    case 'run_gate':
      await runGate(context);
      return;
    case 'keep_learnings':
      await keepLearnings(context);
      return;
    case 'land':
      await land(context);
      return;
    default:
      unreachable(command);
  }
}

type AttemptCommand = Extract<Effect, { readonly type: 'run_attempt' }>;

/** An attempt always ends: a fault of ours inside it is a crash of it, told to a person in the end. */
async function attempt(
  command: AttemptCommand,
  context: LoopContext,
): Promise<void> {
  try {
    if (command.role === 'assign') await assign(command, context);
    else if (command.role === 'orchestrate')
      await orchestrate(command, context);
    else if (isWritingRole(command.role)) await implement(command, context);
    else if (command.task_id === RUN_TASK) await finalReview(command, context);
    else await review(command, context);
  } catch (error) {
    if (!isRunning(command, context)) throw error;
    context.ledger.append(
      endAs(command, {
        type: 'failed',
        failure: { type: 'crash', message: String(error) },
      }),
    );
  }
}

function isRunning(command: AttemptCommand, context: LoopContext): boolean {
  const state = context.ledger.state();
  return [
    ...state.run_attempts,
    ...state.units.flatMap(({ attempts }) => attempts),
  ].some(
    ({ attempt_id, status }) =>
      attempt_id === command.attempt_id && status === 'running',
  );
}

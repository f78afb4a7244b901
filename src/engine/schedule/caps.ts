import { isWritingRole } from '../../model/assignment.ts';
import { cliOf } from '../../model/backend.ts';
import type { Choice } from '../backends/failover.ts';
import { isGranted } from '../budgets/grants.ts';
import type { Hold } from './hold.ts';
import type { NextAttempt } from './next-attempt.ts';
import { questionAbout } from '../backends/no-agent.ts';
import { checksHold } from './shared-folder.ts';
import type { Survey } from './survey.ts';

/**
 * What keeps an agent from starting, whoever it is for; null = nothing. Where no
 * backend is left and nobody was asked about it, a question follows, no wait.
 */
export function agentHold(
  { role, choice }: NextAttempt,
  survey: Survey,
): Hold | null {
  const { limits, budget } = survey;
  if (limits.isDraining) return { type: 'draining' };
  if (limits.isPaused === true) return { type: 'paused' };
  const exceeded = budget();
  if (exceeded !== null) return { type: 'budget', name: exceeded.name };
  const shared = isWritingRole(role) ? checksHold(survey) : null;
  if (shared !== null) return shared;
  if (choice.type !== 'free') return backendHold(choice, survey);
  return (
    capHold({ role, backend: choice.backend }, survey) ??
    slotHold(survey) ??
    tickHold(role, survey)
  );
}

function tickHold(role: NextAttempt['role'], survey: Survey): Hold | null {
  const action = role === 'review' ? 'dispatch_reviews' : 'dispatch_batch';
  return isGranted(action, survey) ? null : { type: 'tick' };
}

function backendHold(
  choice: Exclude<Choice, { type: 'free' }>,
  { state }: Survey,
): Hold | null {
  if (choice.type === 'paused') {
    const { backend, until } = choice;
    return { type: 'backend', backend, until };
  }
  const question = questionAbout(choice.closed, state);
  return question === null ? null : { type: 'decision', on: question.id };
}

/**
 * As many agents of the CLI, or in the role, run as may; other units go on. A
 * CLI's own cap is lower while its service bears less.
 */
function capHold(
  next: { readonly role: NextAttempt['role']; readonly backend: string },
  { state, limits, underway }: Survey,
): Hold | null {
  const { byBackend, byRole } = underway();
  const cli = cliOf(next.backend);
  const ofCli = Math.min(
    limits.caps.backends[cli] ?? Infinity,
    state.widths[cli]?.agents ?? Infinity,
  );
  if ((byBackend.get(cli) ?? 0) >= ofCli) {
    return { type: 'cap', of: 'backend', name: cli, most: ofCli };
  }
  const ofRole = limits.caps.roles[next.role] ?? Infinity;
  return (byRole.get(next.role) ?? 0) >= ofRole
    ? { type: 'cap', of: 'role', name: next.role, most: ofRole }
    : null;
}

/** As many agents run as may at once. */
export const slotHold = ({ limits, underway }: Survey): Hold | null =>
  underway().running >= limits.jobs
    ? { type: 'slot', jobs: limits.jobs }
    : null;

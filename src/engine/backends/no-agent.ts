import { cliOf } from '../../model/backend.ts';
import type { Command } from '../../model/command.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import { backendsFor } from './agents.ts';
import { contextOf } from '../settle/decision-context.ts';
import { openDecision, openDecisions } from '../settle/decisions.ts';
import { backendHold } from './failover.ts';
import type { Choice } from './failover.ts';
import type { Situation } from '../situation.ts';

type Nobody = Extract<Choice, { type: 'none' }>;

/**
 * Nobody is left for a unit's next attempt: a person is asked, once for the
 * same CLIs. Null where that question is open already: the unit waits for it.
 */
export function askForAgent(
  unit: Unit,
  { closed, why }: Nobody,
  situation: Situation,
): Command | null {
  if (questionAbout(closed, situation.state) !== null) return null;
  const [first] = why;
  return openDecision(situation.state, unit, {
    reason: `no agent is left: ${first ?? 'none is installed for this role'}`,
    context: contextOf(
      unit,
      'No agent is left for this unit:',
      ...(why.length === 0
        ? ['- none is installed for this role']
        : why.map((line) => `- ${line}`)),
    ),
    now: situation.now,
    others: otherBackends(unit, situation),
    backends: closed,
  });
}

/** The open decision whose answer makes one of these CLIs usable again; null = none. */
export function questionAbout(
  closed: readonly string[],
  state: State,
): State['decisions'][number] | null {
  return (
    openDecisions(state).find(({ backends = [] }) =>
      backends.some((cli) => closed.includes(cli)),
    ) ?? null
  );
}

/** Backends besides the one that had it last that could take a unit over. */
export function otherBackends(
  unit: Unit,
  situation: Situation,
): readonly string[] {
  const { roles } = situation.limits;
  const owner = unit.plan.assignment.owner_agent;
  const last = unit.attempts.findLast(({ role }) =>
    unit.plan.assignment.type === 'review' ? true : role !== 'review',
  );
  const all = [...backendsFor(owner, situation.limits), ...roles.code];
  return [...new Set(all)].filter(
    (backend) =>
      backend !== last?.backend &&
      backendHold(cliOf(backend), situation)?.type !== 'closed',
  );
}

import type { Command } from '../../model/command.ts';
import { record } from '../commands.ts';
import { checkFindings } from '../checks/check-findings.ts';
import { askBeforeLanding } from './end-question.ts';
import { addFixUnits } from './fix-units.ts';
import { judgeChecks } from '../checks/judge-checks.ts';
import type { Situation } from '../situation.ts';

/** Whether everything together has still to be seen green before it lands. */
export function isGateOpen({
  state,
  limits,
}: Pick<Situation, 'state' | 'limits'>): boolean {
  const { run, is_waived } = state.gate;
  if (!limits.hasChecks || is_waived) return true;
  return (
    run !== null &&
    judgeChecks(run, { state, unit: null, on: 'integrated' }).passed
  );
}

/**
 * The next step where the gate is shut: the checks; one fix unit where they are
 * red; then a question. What is red never lands by itself.
 */
export function settleGate({ state, now }: Situation): Command {
  const { run } = state.gate;
  if (run === null) {
    return { type: 'run_gate', events: [{ type: 'gate_started' }] };
  }
  const { failed } = judgeChecks(run, { state, unit: null, on: 'integrated' });
  const findings = checkFindings(failed);
  const isTried = state.units.some(({ plan }) => plan.added_by === 'gate');
  if (!isTried) return record(...addFixUnits(state, findings, 'gate'));
  return askBeforeLanding(state, {
    kind: 'gate',
    context: [
      'The checks are red on everything together.',
      ...findings.flatMap(({ description }) => description.split('\n')),
    ],
    retry: 'Run the checks again',
    accept: 'Land it as it is',
    backends: [],
    now,
  });
}

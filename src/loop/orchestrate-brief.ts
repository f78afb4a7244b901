import { choicesOf } from '../engine/llm/choices.ts';
import type { Choosable } from '../engine/llm/choices.ts';
import type { Situation } from '../engine/situation.ts';
import { fenced } from '../lib/fenced.ts';
import type { State } from '../model/state.ts';
import type { Unit } from '../model/unit.ts';
import { findWaits } from '../view/waits.ts';
import type { Waits } from '../view/waits.ts';
import { NONE } from './brief-texts.ts';
import type { LoopContext } from './context.ts';

/** The prompt of one tick: what may happen, what was refused, the state and the pulse. */
export function orchestrateBrief(
  context: LoopContext,
  situation: Situation,
): string {
  const { state, limits, now } = situation;
  const free = { ...limits, orchestration: undefined };
  const pulse = context.ports.pulse?.(state) ?? null;
  return context.ports.prompts.render('orchestrate', {
    choices: choicesText(choicesOf(situation)),
    refused: refusedText(state),
    state: stateText(state, findWaits(state, { limits: free, now })),
    pulse: pulse === null ? NONE : fenced(pulse, 'markdown'),
    max_actions: String(limits.orchestration?.maxActions ?? 0),
  });
}

const MEANING = {
  assign_dispatch: 'ask an agent which unit is whose, with which files',
  dispatch_batch:
    'start agents that do or fix units, as many as there are slots',
  dispatch_reviews: 'start reviewers',
  consolidate_reviews: 'make one report of all verdicts of a round',
  sync_pulse: '',
  halt: '',
} as const;

const choicesText = (choices: readonly Choosable[]): string =>
  choices.length === 0
    ? NONE
    : choices
        .map(({ action, units }) => {
          const about = units.map((id) => `\`${plain(id)}\``).join(', ');
          return `- \`${action}\`: ${MEANING[action]}${about === '' ? '' : `: ${about}`}`;
        })
        .join('\n');

/** Ids come from tasks.md: nothing in them ends their quotes or begins a line. */
const plain = (id: string): string => id.replaceAll(/[`\s]+/gu, ' ');

/** What the last answer asked for in vain; it may quote that answer. */
const refusedText = ({ tick }: State): string =>
  tick.refused.length === 0 ? NONE : fenced(tick.refused.join('\n'), 'text');

const stateText = (state: State, waits: Waits): string =>
  fenced(
    JSON.stringify(
      state.units.map((unit) => rowOf(unit, waits)),
      null,
      1,
    ),
    'json',
  );

const rowOf = (unit: Unit, waits: Waits) => ({
  task_id: unit.plan.task_id,
  description: unit.plan.description,
  status: unit.status,
  owner_agent: unit.reassigned_to ?? unit.plan.assignment.owner_agent,
  criticality: unit.plan.assignment.criticality,
  dependencies: unit.plan.dependencies,
  fix_attempts: unit.fix_attempts,
  last_review_severity: unit.reports.at(-1)?.severity ?? null,
  running: unit.attempts.flatMap(({ status, role, backend }) =>
    status === 'running' ? [`${role} by ${backend}`] : [],
  ),
  waits_for: waits.get(unit.plan.task_id)?.text ?? null,
});

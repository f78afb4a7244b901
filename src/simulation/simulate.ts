import type { Limits } from '../engine/limits.ts';
import { msBetween } from '../lib/iso-time.ts';
import type { TaskId } from '../model/ids.ts';
import { playOut } from './play.ts';
import type { Play } from './play.ts';
import { castOf } from './scenario.ts';
import type { Scenario } from './scenario.ts';
import { createTimeline } from './timeline.ts';
import type { Segment } from './timeline.ts';

/** What a play came to. */
export type Simulation = {
  /** Milliseconds from its begin to its end. */
  readonly makespan: number;
  /** Units that are never done: they wait for each other, or for an answer. */
  readonly left: readonly TaskId[];
};

/** So many agents from here on. */
export type Usage = {
  /** Milliseconds since the play began. */
  readonly from: number;
  readonly agents: number;
};

/** The same with everything that happened on the way. */
export type DetailedSimulation = Simulation & {
  readonly segments: readonly Segment[];
  /** Agents at work, from each moment at which their number changes. */
  readonly usage: readonly Usage[];
};

/** How a play goes: the real engine within these limits, and what the scenario says. */
export type Conditions = {
  readonly limits: Limits;
  readonly scenario: Scenario;
};

/** Plays to the end and says only how long that took. */
export const simulate = (begin: Play, conditions: Conditions): Simulation =>
  resultOf(begin, playOut(begin, stageOf(conditions)));

/** Plays to the end and keeps who did what when. */
export function simulateInDetail(
  begin: Play,
  conditions: Conditions,
): DetailedSimulation {
  const timeline = createTimeline(begin.now, conditions.limits);
  const usage: Usage[] = [];
  const end = playOut(begin, stageOf(conditions), (play) => {
    timeline.note(play);
    const from = msBetween(begin.now, play.now);
    const agents = agentsIn(play);
    if (usage.at(-1)?.from === from) usage.pop();
    if (usage.at(-1)?.agents !== agents) usage.push({ from, agents });
  });
  return { ...resultOf(begin, end), segments: timeline.segments(), usage };
}

const stageOf = ({ limits, scenario }: Conditions) => ({
  limits,
  cast: castOf(scenario),
});

const resultOf = (begin: Play, end: Play): Simulation => ({
  makespan: msBetween(begin.now, end.now),
  left: end.state.units.flatMap(({ status, plan }) =>
    status === 'completed' || status === 'canceled' ? [] : [plan.task_id],
  ),
});

const agentsIn = ({ state }: Play): number =>
  state.units.flatMap(({ attempts }) =>
    attempts.filter(({ status }) => status === 'running'),
  ).length;

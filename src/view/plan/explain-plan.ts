import { claimsOf } from '../../engine/schedule/claims.ts';
import { mustRunAlone } from '../../engine/schedule/readiness.ts';
import { groupBy } from '../../lib/group-by.ts';
import type { TaskId } from '../../model/ids.ts';
import type { Unit } from '../../model/unit.ts';
import { count } from '../format.ts';
import type { PlanBar } from './plan-estimate.ts';
import type { FullPlanOverview } from './plan-overview.ts';
import { statusLook } from '../status-look.ts';

/** Everything that one unit waits for, a sentence each. */
export type Explanation = {
  readonly task_id: TaskId;
  readonly description: string;
  readonly sentences: readonly string[];
  /** The answers to its open decisions, each with its command. */
  readonly answers?: readonly {
    readonly label: string;
    readonly command: string;
  }[];
};

/** Says in plain words why a unit does not simply start; undefined where no open unit has this id. */
export function explainUnit(
  id: string,
  overview: FullPlanOverview,
): Explanation | undefined {
  const unit = overview.open.find(({ plan }) => plan.task_id === id);
  if (unit === undefined) return undefined;
  const waits = [
    ...dependencySentences(unit, overview),
    ...fileSentences(unit, overview),
    ...resourceSentences(unit, overview),
    ...kindSentences(unit, overview),
  ];
  return {
    task_id: unit.plan.task_id,
    description: unit.plan.description,
    sentences: [
      ...statusSentences(unit),
      ...(waits.length === 0 && unit.status !== 'blocked'
        ? ['It waits for nothing but a free slot.']
        : waits),
      ...estimateSentences(unit, overview),
    ],
  };
}

function statusSentences(unit: Unit): readonly string[] {
  if (unit.status === 'not_started') return [];
  const { word } = statusLook(unit.status);
  return unit.status === 'blocked'
    ? [`It is blocked until ${unit.freed_by}: ${unit.reason}.`]
    : [`It has begun: ${word}.`];
}

function dependencySentences(
  { plan }: Unit,
  { edges }: FullPlanOverview,
): readonly string[] {
  const own = edges.filter(({ to }) => to === plan.task_id);
  return [...groupBy(own, ({ why }) => why)].map(([why, group]) => {
    const ids = group.map(({ from }) => from).join(', ');
    return `After ${ids}${why === '' ? '' : `: ${why}`}`;
  });
}

/** Whose files meet its own, and who has to be alone. */
function fileSentences(
  { plan }: Unit,
  { state, open, collisions, estimate }: FullPlanOverview,
): readonly string[] {
  const isolation = state.run?.isolation ?? null;
  if (mustRunAlone(plan, isolation)) {
    return [
      plan.manifest === 'none'
        ? 'It runs alone: no file is named for it, so nobody knows whose it touches.'
        : 'It runs alone: its files are only guessed, and in one folder nothing else keeps agents apart.',
    ];
  }
  const { task_id } = plan;
  const alone = open
    .map((other) => other.plan)
    .filter((other) => other.task_id !== task_id)
    .filter((other) => mustRunAlone(other, isolation))
    .map((other) => other.task_id);
  return [
    ...collisions
      .filter(({ a, b }) => a === task_id || b === task_id)
      .map(({ a, b, files }) => {
        const other = a === task_id ? b : a;
        const first = firstOf([task_id, other], estimate.bars);
        const turn = first === null ? '' : `; ${first} goes first`;
        return `Never beside ${other}: both need ${files.join(', ')}${turn}.`;
      }),
    ...(alone.length === 0
      ? []
      : [
          `Never beside ${alone.join(', ')}: no file is known for ${alone.length === 1 ? 'it' : 'them'}.`,
        ]),
  ];
}

function resourceSentences(
  unit: Unit,
  { state, limits, open }: FullPlanOverview,
): readonly string[] {
  const needs = (each: Unit): readonly string[] =>
    claimsOf(each, { state, limits });
  return needs(unit).map((name) => {
    const others = open
      .filter((other) => other !== unit && needs(other).includes(name))
      .map(({ plan }) => plan.task_id);
    const who = others.length === 0 ? 'nobody else' : others.join(', ');
    const slots = limits.resources[name]?.slots ?? 1;
    return `It uses the resource ${name}, ${slots} at a time; of the others: ${who}.`;
  });
}

function kindSentences(
  { plan }: Unit,
  { limits }: FullPlanOverview,
): readonly string[] {
  return [
    ...(plan.manual ? ['A person has to do it: it waits for an answer.'] : []),
    ...(plan.checkpoint && limits.hasChecks
      ? [
          'It is a checkpoint: the checks judge it, and only red brings in an agent.',
        ]
      : []),
    ...(plan.is_optional
      ? ['It is optional, and part of this plan because it was asked for.']
      : []),
  ];
}

/** What the estimate says of it. */
function estimateSentences(
  { status, plan: { task_id } }: Unit,
  { estimate }: FullPlanOverview,
): readonly string[] {
  if (status === 'blocked') return [];
  if (estimate.never_ready.includes(task_id)) {
    return ['It is never ready: what it waits for never comes.'];
  }
  const bars = estimate.bars.filter((bar) => bar.task_id === task_id);
  const end = bars.at(-1)?.to ?? 0;
  const begin = startOf(task_id, bars) ?? end;
  const waited = waitsOf(bars);
  return [
    `With ${count(estimate.jobs, 'job')}, if every task took equally long: from ${begin} to ${end} of ${estimate.makespan}.`,
    ...(waited.length === 0 ? [] : [`Until then: ${waited.join('; ')}.`]),
  ];
}

/** Each reason with its length in tasks; dependencies that end one by one are one wait. */
function waitsOf(bars: readonly PlanBar[]): readonly string[] {
  const waits = bars.flatMap(({ wait, from, to }) =>
    wait === null ? [] : [{ ...wait, tasks: to - from }],
  );
  const groups = groupBy(waits, ({ type, text }) =>
    type === 'dependency' ? '' : text,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const tasks = group.reduce((sum, wait) => sum + wait.tasks, 0);
    return first === undefined ? [] : [`${first.text} (${tasks})`];
  });
}

/** The one of some units that begins first; null where they begin together or never. */
function firstOf(
  ids: readonly TaskId[],
  bars: readonly PlanBar[],
): TaskId | null {
  const [a, b] = ids
    .map((id) => ({ id, at: startOf(id, bars) ?? Infinity }))
    .toSorted((x, y) => x.at - y.at);
  return a === undefined || a.at === b?.at ? null : a.id;
}

const startOf = (id: TaskId, bars: readonly PlanBar[]): number | null =>
  bars.find((bar) => bar.task_id === id && bar.type !== 'wait')?.from ?? null;

import { claimsOf } from '../../src/engine/schedule/claims.ts';
import { holdOf } from '../../src/engine/schedule/holds.ts';
import type { Limits } from '../../src/engine/limits.ts';
import {
  isHolding,
  mustRunAlone,
} from '../../src/engine/schedule/readiness.ts';
import { cliOf } from '../../src/model/backend.ts';
import type { Attempt } from '../../src/model/attempt.ts';
import { isBusy } from '../../src/model/state-access.ts';
import type { State } from '../../src/model/state.ts';
import type { Unit } from '../../src/model/unit.ts';
import type { World } from '../helpers/world.ts';

const idsOf = (units: readonly Unit[]): string =>
  units.map(({ plan }) => plan.task_id).join(', ');

const runs = ({ status }: Attempt): boolean => status === 'running';

const over = (
  what: string,
  used: number,
  most: number | undefined,
): readonly string[] =>
  most !== undefined && used > most ? [`${what}: ${used} of ${most}`] : [];

/** Everything about a moment of a run that must never be. */
export function wrongs(state: State, limits: Limits): readonly string[] {
  return [
    ...overlaps(state),
    ...tooMany(state, limits),
    ...overused(state, limits),
    ...early(state),
  ];
}

/** Two units that hold the same file, or one beside a unit that runs alone. */
function overlaps(state: State): readonly string[] {
  const isolation = state.run?.isolation ?? null;
  const holders = state.units.filter(isHolding);
  const isAlone = ({ plan }: Unit): boolean => mustRunAlone(plan, isolation);
  return holders.flatMap((a, place) =>
    holders.slice(place + 1).flatMap((b) => {
      const isApart =
        isAlone(a) ||
        isAlone(b) ||
        state.apart.get(a.plan.task_id)?.has(b.plan.task_id) === true;
      return isApart ? [`overlap: ${idsOf([a, b])}`] : [];
    }),
  );
}

function tooMany({ units }: State, limits: Limits): readonly string[] {
  const running = units.flatMap(({ attempts }) => attempts.filter(runs));
  const { backends, roles } = limits.caps;
  return [
    ...over('jobs', running.length, limits.jobs),
    ...Object.entries(backends).flatMap(([cli, most]) =>
      over(cli, running.filter((a) => cliOf(a.backend) === cli).length, most),
    ),
    ...Object.entries(roles).flatMap(([role, most]) =>
      over(role, running.filter((a) => a.role === role).length, most),
    ),
  ];
}

function overused(state: State, limits: Limits): readonly string[] {
  const writers = state.units.filter(({ attempts }) =>
    attempts.some((each) => runs(each) && each.role !== 'review'),
  );
  const checks =
    state.units.filter(({ is_checking }) => is_checking).length +
    (state.integrating === null ? 0 : 1) +
    (state.is_taking_baseline ? 1 : 0);
  return Object.entries(limits.resources).flatMap(([name, { slots }]) =>
    over(
      name,
      writers.filter((unit) => claimsOf(unit, { state, limits }).includes(name))
        .length +
        (limits.hasChecks && limits.checkResources.includes(name) ? checks : 0),
      slots,
    ),
  );
}

/** Units that began before what they need was completed. */
const early = ({ units }: State): readonly string[] =>
  units.flatMap(({ plan, attempts }) =>
    attempts.some(runs) &&
    units.some(
      (other) =>
        plan.dependencies.includes(other.plan.task_id) &&
        other.status !== 'completed',
    )
      ? [`early: ${plan.task_id}`]
      : [],
  );

/** Open units that could go on and do not: nothing keeps them, nothing of them runs. */
export const idle = (world: World): readonly string[] =>
  world.state.finished !== null
    ? []
    : world.state.units.flatMap((unit) =>
        unit.status === 'completed' ||
        unit.status === 'canceled' ||
        unit.status === 'blocked' ||
        isBusy(unit) ||
        world.state.integrating === unit.plan.task_id ||
        holdOf(unit, world) !== null
          ? []
          : [`idle: ${unit.plan.task_id} (${unit.status})`],
      );

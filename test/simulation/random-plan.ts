import type { TaskId } from '../../src/model/ids.ts';
import type { PlannedUnit } from '../../src/model/unit.ts';
import type { Durations } from '../../src/simulation/scenario.ts';
import { unit } from '../helpers/world.ts';

const MINUTE_MS = 60_000;

/** A plan, and how long each part of each unit takes. */
export type RandomPlan = {
  readonly units: readonly PlannedUnit[];
  readonly durations: ReadonlyMap<TaskId, Durations>;
  /** Pairs whose files meet, each with the lower place first. */
  readonly collisions: ReadonlySet<string>;
};

/** Random numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let at = seed >>> 0;
  return () => {
    at = (at + 0x6d2b79f5) >>> 0;
    let t = at;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Of a hundred units: how many need none, one, two, three of those before. */
const NEEDS = [25, 40, 25, 10];
/** Units before a unit among which its dependencies are. */
const REACH = 6;
const SIGMA = 0.6;
const FIX_CHANCE = 0.3;
const MOST_FIXES = 2;

/**
 * A plan as specs are on average: 0 to 3 dependencies among the six units
 * before, some files in common, log-normal durations (mean 8 minutes to
 * implement and 2.5 to review), a fix now and then.
 */
export function randomPlan(size: number, seed: number): RandomPlan {
  const random = randomOf(seed);
  const collisions = new Set<string>();
  const writes = Array.from({ length: size }, (_, i) => [`src/${i}.ts`]);
  for (let b = 0; b < size; b += 1) {
    for (let a = 0; a < b; a += 1) {
      if (random() >= 1.5 / size) continue;
      collisions.add(`${a}-${b}`);
      writes[a]?.push(`src/both/${a}-${b}.ts`);
      writes[b]?.push(`src/both/${a}-${b}.ts`);
    }
  }
  const units = writes.map((paths, i) =>
    unit(String(i), { needs: needsOf(i, random), writes: paths }),
  );
  const durations = new Map(
    units.map(({ task_id }) => [task_id, durationsOf(random)]),
  );
  return { units, durations, collisions };
}

function needsOf(place: number, random: () => number): string[] {
  const from = Math.max(0, place - REACH);
  const before = Array.from({ length: place - from }, (_, i) => from + i);
  const needed: string[] = [];
  let draw = random() * 100;
  const count = NEEDS.findIndex((share) => (draw -= share) < 0);
  while (needed.length < count && before.length > 0) {
    const [id] = before.splice(Math.floor(random() * before.length), 1);
    needed.push(String(id));
  }
  return needed;
}

function durationsOf(random: () => number): Durations {
  const implement = logNormal(8, random);
  const review = logNormal(2.5, random);
  const fixes: { fix: number; review: number }[] = [];
  while (fixes.length < MOST_FIXES && random() < FIX_CHANCE) {
    fixes.push({ fix: Math.round(0.4 * implement), review: 2 * MINUTE_MS });
  }
  return { implement, review, fixes };
}

/** Milliseconds, log-normal with a mean in minutes. */
function logNormal(mean: number, random: () => number): number {
  const normal =
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const log = Math.log(mean) - SIGMA ** 2 / 2 + SIGMA * normal;
  return Math.round(Math.exp(log) * MINUTE_MS);
}

/** All that an agent does for a unit, one thing after the other, in milliseconds. */
export const pipelineOf = ({ implement, review, fixes }: Durations): number =>
  fixes.reduce(
    (sum, round) => sum + round.fix + round.review,
    implement + review,
  );

/** No schedule is shorter: the longest chain, or all work spread evenly. Collisions count nothing here. */
export function lowerBound(
  { units, durations }: RandomPlan,
  jobs: number,
): number {
  const ends = new Map<TaskId, number>();
  let work = 0;
  for (const { task_id, dependencies } of units) {
    const own = pipelineOf(durationOf(durations, task_id));
    const from = dependencies.map((id) => ends.get(id) ?? 0);
    ends.set(task_id, own + Math.max(0, ...from));
    work += own;
  }
  return Math.max(work / jobs, ...ends.values());
}

/** What a unit takes; every unit of a random plan has its durations. */
export function durationOf(
  durations: RandomPlan['durations'],
  id: TaskId,
): Durations {
  const found = durations.get(id);
  if (found === undefined) throw new Error(`no durations of ${id}`);
  return found;
}

import type { Isolation } from '../../src/model/event.ts';
import type { CourseName, Kill } from './arena.ts';
import type { SceneName } from './scenes.ts';
import { live, type Life } from './sweep.ts';

/** One life that is to be lived: what is played, and where it is killed. */
export type Planned = {
  readonly name: string;
  readonly mode: Isolation;
  readonly course: CourseName;
  readonly scene: SceneName;
  readonly kills: readonly Kill[];
};

/** A life and the plan it was lived by. */
export type Played = Life & { readonly plan: Planned };

export type CampaignOptions = {
  readonly bin: string;
  /** Lives at once. */
  readonly lanes: number;
  readonly keepsBroken: boolean;
  /** What comes of a run that nothing disturbs, where it is known from before. */
  readonly expectedOf?: ExpectedOf;
  /** Enough is enough: asked before each life. */
  readonly isOver?: (played: readonly Played[]) => boolean;
  readonly onLife: (life: Played, played: readonly Played[]) => void;
};

/** The result that a life must come to. */
export type ExpectedOf = (plan: Planned) => Promise<string>;

/** Before anything is planned that a scene could disturb; a scene needs a kill to be set at. */
export const TO_SET_SCENE: Kill = {
  at: 'event',
  type: 'plan_ready',
  n: 1,
  how: 'after',
};

/** Prime to every number of plans there may be, but for its own multiples. */
const STRIDE = 101;

/** In an order in which a campaign that is broken off has seen something of everything. */
export function spread(plans: readonly Planned[]): readonly Planned[] {
  const isPrime = plans.length % STRIDE !== 0;
  return plans.flatMap(
    (_, place) =>
      plans[isPrime ? (place * STRIDE) % plans.length : place] ?? [],
  );
}

/** Lives all of them, and compares each with what comes of one that nothing disturbs. */
export async function playCampaign(
  plans: Iterable<Planned>,
  options: CampaignOptions,
): Promise<readonly Played[]> {
  const { bin, keepsBroken, onLife } = options;
  const played: Played[] = [];
  const { expectedOf = undisturbed(bin) } = options;
  const queue = plans[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    while (options.isOver?.(played) !== true) {
      const next = queue.next();
      if (next.done === true) return;
      const plan = next.value;
      const expected = await expectedOf(plan);
      const life = await live({ ...plan, seed: 0, bin, keepsBroken });
      const isSame = life.result === expected || life.wrong.length > 0;
      const wrong = isSame
        ? life.wrong
        : ['the result is not that of an undisturbed run'];
      const done = { ...life, wrong, plan };
      played.push(done);
      onLife(done, played);
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, lane));
  return played;
}

/** The result of a run that is not killed but where its scene needs it; played once each. */
export function undisturbed(bin: string): ExpectedOf {
  const known = new Map<string, Promise<string>>();
  return ({ mode, course, scene }) => {
    const key = `${mode} ${course} ${scene}`;
    const kills = scene === 'here' ? [] : [TO_SET_SCENE];
    const play = async (): Promise<string> => {
      const life = await live({ mode, course, scene, kills, seed: 0, bin });
      if (life.wrong.length === 0) return life.result;
      throw new Error(`undisturbed, ${key}: ${life.wrong.join('\n')}`);
    };
    const found = known.get(key) ?? play();
    known.set(key, found);
    return found;
  };
}

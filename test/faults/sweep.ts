import { INITIAL_STATE } from '../../src/engine/reduce/initial-state.ts';
import { reduce } from '../../src/engine/reduce.ts';
import { readJournal } from '../../src/adapters/store/read-journal.ts';
import type { Isolation } from '../../src/model/event.ts';
import { Arena, WRITE_HOWS, type CourseName, type Kill } from './arena.ts';
import { seeded } from './random.ts';
import { SCENES, type SceneName } from './scenes.ts';
import { wrongSnapshot } from './snapshot.ts';
import { inspect } from './verify.ts';

/** One kill that happened. */
export type Killed = {
  readonly mode: Isolation;
  /** Where the program was, in the words of kill-at.mjs. */
  readonly at: string;
  /** What was underway then: implement, check, review, fix, merge, landing. */
  readonly phases: readonly string[];
};

/** One run that was killed and resumed until it was complete. */
export type Life = {
  readonly seed: number;
  readonly mode: Isolation;
  readonly kills: readonly Killed[];
  readonly starts: number;
  /** The types of all events that it wrote, with the journal's header. */
  readonly types: ReadonlySet<string>;
  /** What is wrong, with where the evidence is; none = nothing lost, nothing twice. */
  readonly wrong: readonly string[];
  readonly result: string;
};

export type LifeOptions = {
  readonly mode: Isolation;
  readonly seed: number;
  /** Where each start is to be killed; after the last the run may end. */
  readonly kills: readonly Kill[];
  readonly course?: CourseName;
  /** What happens to the repository after the first kill. */
  readonly scene?: SceneName;
  readonly bin?: string | undefined;
  /** Leaves the project where it is when something is wrong with it. */
  readonly keepsBroken?: boolean;
};

/** Starts in a row that may end without being killed or complete. */
const MAX_STARTS_OVER = 3;

/** Runs a spec, kills it where it is told, goes on until it is complete, and looks at what is there. */
export async function live(options: LifeOptions): Promise<Life> {
  const { mode, seed, scene = 'here' } = options;
  const arena = new Arena(options);
  const kills: Killed[] = [];
  const wrong: string[] = [];
  let starts = 0;
  let overs = 0;
  let exitCode: number | null = null;
  let result = '';
  for (const kill of [...options.kills, undefined]) {
    starts += 1;
    const start = arena.go(kill === undefined ? {} : { kill });
    const ended = await start.ended;
    const at = arena.killedAt();
    if (at !== null) {
      kills.push({ mode, at, phases: phasesOf(arena) });
      wrong.push(...wrongSnapshot(arena));
      if (kills.length === 1) SCENES[scene](arena);
      continue;
    }
    exitCode = ended.exitCode;
    // The point lay behind the end: the rest of the kills has nothing to hit.
    if (exitCode === 0) break;
    overs += 1;
    wrong.push(
      `start ${starts} ended with ${exitCode ?? ended.signal ?? '?'}: ${ended.output.slice(-1500)}`,
    );
    if (overs >= MAX_STARTS_OVER) break;
  }
  if (exitCode === 0) {
    const seen = await inspect(arena);
    wrong.push(...seen.wrong);
    result = seen.result;
    wrong.push(...(await changedByOneMore(arena, seen.result)));
  }
  const { events } = readJournal(arena.journal);
  const types = new Set(['header', ...events.map(({ type }) => type)]);
  if (wrong.length > 0 && options.keepsBroken === true)
    wrong.push(`kept: ${arena.dir}`);
  else arena[Symbol.dispose]();
  return { seed, mode, kills, starts, types, wrong, result };
}

/** A start on a complete run writes nothing and calls nobody. */
async function changedByOneMore(
  arena: Arena,
  result: string,
): Promise<string[]> {
  const calls = arena.calls().length;
  const { events } = readJournal(arena.journal);
  const { exitCode } = await arena.go().ended;
  const after = await inspect(arena);
  const isSame =
    exitCode === 0 &&
    after.result === result &&
    arena.calls().length === calls &&
    readJournal(arena.journal).events.length === events.length;
  return isSame ? [] : [`one more start changed something (exit ${exitCode})`];
}

/** What the journal says was going on when it broke off. */
function phasesOf(arena: Arena): readonly string[] {
  const { events } = readJournal(arena.journal);
  const state = events.reduce(reduce, INITIAL_STATE);
  const phases = new Set<string>();
  for (const unit of state.units) {
    if (unit.is_checking) phases.add('check');
    for (const { status, role } of unit.attempts)
      if (status === 'running') phases.add(role === 'integrate' ? 'fix' : role);
  }
  if (state.integrating !== null) phases.add('merge');
  if (state.is_landing) phases.add('landing');
  return phases.size === 0 ? ['between'] : [...phases];
}

/** Processes that a start of a run begins with: a shared folder needs less of git. */
const CHILDREN = { worktree: 120, shared: 35 } as const;

/** Kills of every kind at places that a seed chooses, `count` for one life. */
export function randomKills(
  seed: number,
  { count, mode }: { readonly count: number; readonly mode: Isolation },
): readonly Kill[] {
  const random = seeded(seed);
  const upTo = (n: number): number => 1 + Math.floor(random() * n);
  return Array.from({ length: count }, (): Kill => {
    const kind = random();
    if (kind < 0.45)
      return {
        at: 'journal',
        n: upTo(45),
        how: WRITE_HOWS[upTo(3) - 1] ?? 'after',
      };
    if (kind < 0.8)
      return {
        at: 'child',
        n: upTo(CHILDREN[mode]),
        how: random() < 0.5 ? 'start' : 'end',
      };
    return { at: 'time', ms: 150 + upTo(1500) };
  });
}

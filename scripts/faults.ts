/*
 * Kills a real run again and again, and damages what it works on, then looks
 * whether anything was lost or done twice. Prints what was injected and what
 * came of it; references/reliability.md keeps a table of it.
 *
 *   npm run faults [-- --kills 200 --seed 1 --rounds 50 --only sweep|boundaries|inside|faults|two --keep]
 *   npm run faults -- --only faults --fault 'the disk is full'
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { everyChild, everyWrite } from '../test/faults/boundaries.ts';
import {
  playCampaign,
  spread,
  type Planned,
  type Played,
} from '../test/faults/campaign.ts';
import { playFault, type Fault } from '../test/faults/fault.ts';
import { FAULTS } from '../test/faults/faults.ts';
import { randomKills } from '../test/faults/sweep.ts';
import { tabulate } from '../test/faults/tally.ts';
import { startTwo } from '../test/faults/two-runners.ts';

/** Kills of one life: enough that some hit what the one before left. */
const KILLS_PER_LIFE = 5;
/** Every fifth life is in a shared folder: there is less that can be half done. */
const SHARED_EVERY = 5;
const LANES = 2;
/** Lives between two lines that say how far it is. */
const SAY_EVERY = 10;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '50' },
    only: { type: 'string', default: '' },
    fault: { type: 'string', default: '' },
    keep: { type: 'boolean', default: false },
  },
});

const program = copyProgram();
try {
  const wants = (part: string): boolean =>
    values.only === '' || values.only === part;
  const isRight = [
    wants('sweep') ? await sweep(Number(values.kills)) : true,
    wants('boundaries') ? await boundaries() : true,
    wants('inside') ? await inside() : true,
    wants('faults') ? await playAll() : true,
    wants('two') ? await two(Number(values.rounds)) : true,
  ];
  process.exitCode = isRight.every(Boolean) ? 0 : 1;
} finally {
  rmSync(program, { recursive: true, force: true });
}

/** The program as it was built, so that a build meanwhile changes nothing. */
function copyProgram(): string {
  execFileSync(process.execPath, ['scripts/build.mjs']);
  const folder = mkdtempSync(join(tmpdir(), 'ol-faults-'));
  for (const name of ['dist', 'prompts', 'references', 'package.json'])
    cpSync(name, join(folder, name), { recursive: true });
  symlinkSync(
    join(process.cwd(), 'node_modules'),
    join(folder, 'node_modules'),
  );
  return folder;
}

function bin(): string {
  return join(program, 'dist/bin.js');
}

/** Random kills, several in a life, until there are as many as were asked for. */
async function sweep(kills: number): Promise<boolean> {
  return campaign(randomLives(Number(values.seed)), (played) => {
    const done = played.flatMap((life) => life.kills).length;
    return done >= kills;
  });
}

function* randomLives(first: number): Generator<Planned> {
  for (let seed = first; ; seed += 1) {
    const mode = seed % SHARED_EVERY === 0 ? 'shared' : 'worktree';
    yield {
      ...{ name: `seed ${seed}`, mode, course: 'whole', scene: 'here' },
      kills: randomKills(seed, { count: KILLS_PER_LIFE, mode }),
    };
  }
}

/** Not sampled: every write of the journal, in both modes. */
async function boundaries(): Promise<boolean> {
  const worktree = await everyWrite('worktree', bin());
  const shared = await everyWrite('shared', bin());
  return campaign(spread([...worktree, ...shared]));
}

/** Not sampled: every process of landing, merge, conflict and fix. */
async function inside(): Promise<boolean> {
  return campaign(spread(await everyChild(bin())));
}

async function campaign(
  plans: Iterable<Planned>,
  isOver: (played: readonly Played[]) => boolean = () => false,
): Promise<boolean> {
  const played = await playCampaign(plans, {
    ...{ bin: bin(), lanes: LANES, keepsBroken: values.keep, isOver },
    onLife: ({ plan, wrong }, all) => {
      if (wrong.length > 0) say(`${plan.name}, ${plan.mode}`, wrong);
      if (all.length % SAY_EVERY !== 0) return;
      const kills = all.flatMap((life) => life.kills).length;
      console.log(`… ${kills} kills in ${all.length} runs`);
    },
  });
  tabulate(played);
  return played.every(({ wrong }) => wrong.length === 0);
}

async function playAll(): Promise<boolean> {
  let isRight = true;
  console.log('| Fault | Promise | Kept |\n| --- | --- | --- |');
  const isMeant = ({ name }: Fault): boolean => name.includes(values.fault);
  for (const fault of FAULTS.filter(isMeant)) {
    const { name, promise, held, wrong } = await playFault(fault, bin());
    const kept = held === null ? `not possible here: ${wrong.join('')}` : held;
    console.log(`| ${name} | ${promise} | ${held === true ? 'yes' : kept} |`);
    if (held === false) {
      isRight = false;
      for (const line of wrong) console.log(`  ${line}`);
    }
  }
  return isRight;
}

async function two(rounds: number): Promise<boolean> {
  const { overDead, wrong } = await startTwo(rounds, bin());
  say(
    `two runners at once, ${rounds} times, ${overDead} of them over a dead holder`,
    wrong,
  );
  return wrong.length === 0;
}

function say(what: string, wrong: readonly string[]): void {
  console.log(`${what}: ${wrong.length === 0 ? 'right' : 'WRONG'}`);
  for (const line of wrong) console.log(`  ${line}`);
}

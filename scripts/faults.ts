/*
 * Kills a real run again and again, and damages what it works on, then looks
 * whether anything was lost or done twice. Prints what was injected and what
 * came of it; references/reliability.md keeps a table of it.
 *
 *   npm run faults [-- --kills 200 --seed 1 --rounds 50 --only sweep|faults|two --keep]
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Isolation } from '../src/model/event.ts';
import { FAULTS, playFault } from '../test/faults/damage.ts';
import { live, randomKills, type Life } from '../test/faults/sweep.ts';
import { startTwo } from '../test/faults/two-runners.ts';

/** Kills of one life: enough that some hit what the one before left. */
const KILLS_PER_LIFE = 5;
/** Every fifth life is in a shared folder: there is less that can be half done. */
const SHARED_EVERY = 5;
const LANES = 2;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '50' },
    only: { type: 'string', default: '' },
    keep: { type: 'boolean', default: false },
  },
});

const program = copyProgram();
try {
  const wants = (part: string): boolean =>
    values.only === '' || values.only === part;
  const isRight = [
    wants('sweep') ? await sweep(Number(values.kills)) : true,
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

async function sweep(kills: number): Promise<boolean> {
  const expected = new Map<Isolation, string>();
  for (const mode of ['worktree', 'shared'] as const) {
    const life = await live({ mode, seed: 0, kills: [], bin: bin() });
    say(`undisturbed, ${mode}`, life.wrong);
    expected.set(mode, life.result);
  }
  const lives: Life[] = [];
  let seed = Number(values.seed);
  const done = (): number =>
    lives.reduce((sum, life) => sum + life.kills.length, 0);
  const lane = async (): Promise<void> => {
    while (done() < kills) {
      const own = seed;
      seed += 1;
      const mode = own % SHARED_EVERY === 0 ? 'shared' : 'worktree';
      const life = await live({
        ...{ mode, seed: own, bin: bin(), keepsBroken: values.keep },
        kills: randomKills(own, { count: KILLS_PER_LIFE, mode }),
      });
      const wrong =
        life.result === expected.get(mode) || life.wrong.length > 0
          ? life.wrong
          : ['the result is not that of an undisturbed run'];
      lives.push({ ...life, wrong });
      if (wrong.length > 0) say(`seed ${own}, ${mode}`, wrong);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  tabulate(lives);
  return lives.every(({ wrong }) => wrong.length === 0);
}

function tabulate(lives: readonly Life[]): void {
  const kills = lives.flatMap((life) => life.kills);
  const broken = lives.filter(({ wrong }) => wrong.length > 0).length;
  console.log(
    `\n${kills.length} kills in ${lives.length} runs, ${lives.reduce((sum, { starts }) => sum + starts, 0)} starts: ${broken} runs with something wrong\n`,
  );
  table('Killed', [
    ...kills.map(({ at }) =>
      at.replace(/^journal (\w+) .*/, 'journal, $1 a write'),
    ),
  ]);
  table(
    'While underway',
    kills.flatMap(({ phases }) => phases),
  );
  table(
    'Mode',
    kills.map(({ mode }) => mode),
  );
}

function table(title: string, values: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  console.log(`| ${title} | kills |\n| --- | --- |`);
  for (const [value, count] of [...counts].toSorted(([, a], [, b]) => b - a))
    console.log(`| ${value} | ${count} |`);
  console.log('');
}

async function playAll(): Promise<boolean> {
  let isRight = true;
  console.log('| Fault | Promise | Kept |\n| --- | --- | --- |');
  for (const fault of FAULTS) {
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
  const { wrong } = await startTwo(rounds, bin());
  say(`two runners at once, ${rounds} times`, wrong);
  return wrong.length === 0;
}

function say(what: string, wrong: readonly string[]): void {
  console.log(`${what}: ${wrong.length === 0 ? 'right' : 'WRONG'}`);
  for (const line of wrong) console.log(`  ${line}`);
}

import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { runProcess } from '../src/adapters/process/run-process.ts';
import { openWorkspace } from '../src/adapters/workspace/open-workspace.ts';
import type { WorkspaceOptions } from '../src/adapters/workspace/options.ts';
import { taskId } from '../src/model/ids.ts';
import type { Workspace } from '../src/ports/workspace.ts';

/** How much slower than `git worktree add` a worktree may be ready. */
const LIMIT = 1.2;
const FILES = Number(process.argv[2] ?? 4000);
const ROUNDS = Number(process.argv[3] ?? 9);
const FILES_A_FOLDER = 40;
const TEXT = 'export const line = "some words, as source files have them";\n';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'bench-worktrees-')));
const top = join(root, 'repo');
const env = {
  PATH: process.env['PATH'],
  HOME: root,
  GIT_CONFIG_NOSYSTEM: '1',
};
const git = (...args: string[]): void => {
  execFileSync('git', args, { cwd: top, env, stdio: 'ignore' });
};

function makeRepository(): void {
  mkdirSync(join(top, '.kiro/specs/bench'), { recursive: true });
  writeFileSync(join(top, '.kiro/specs/bench/tasks.md'), '- [ ] 1. One\n');
  for (let i = 0; i < FILES; i += 1) {
    const folder = join(top, `src/part-${Math.floor(i / FILES_A_FOLDER)}`);
    mkdirSync(folder, { recursive: true });
    const text = `// ${i}\n${TEXT.repeat(10 + (i % 60))}`;
    writeFileSync(join(folder, `file-${i}.ts`), text);
  }
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'bench');
  git('config', 'user.email', 'bench@localhost');
  git('add', '--all');
  git('commit', '--quiet', '--message=Start');
}

const options: WorkspaceOptions = {
  workdir: top,
  specPath: '.kiro/specs/bench',
  slug: 'bench',
  outputDir: join(top, '.kiro/specs'),
  stateFiles: ['AGENT_STATE.json'],
  isolation: 'worktree',
  worktreesDir: join(root, 'cache'),
  setup: [],
  keep: ['node_modules'],
  seed: [],
  link: [],
  copy: [],
  minFreeBytes: 0,
  sign: false,
  allowDirty: false,
  resumed: null,
  noLand: true,
  env,
  execGit: runProcess,
  runUserCommand: async () => ({ exitCode: 0, output: '' }),
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const timed = async (task: () => unknown): Promise<number> => {
  const start = performance.now();
  await task();
  return performance.now() - start;
};

async function prepareUnit(workspace: Workspace, unit: string): Promise<void> {
  const { signal } = new AbortController();
  const prepared = await workspace.prepare(
    { task_id: taskId(unit), from: 'fresh', evidence: null },
    { signal },
  );
  if (!prepared.ok) throw new Error(prepared.error.message);
}

const say = (what: string, ms: number, base: number): void => {
  const ratio = (ms / base).toFixed(2);
  console.log(`${what.padEnd(34)} ${ms.toFixed(0).padStart(6)} ms  ${ratio}`);
};

async function measure(): Promise<number> {
  const workspace = await openWorkspace(options);
  const times = {
    plain: [] as number[],
    made: [] as number[],
    again: [] as number[],
  };
  // In turns, so that a busy moment of the machine is shared; the first round only warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const folder = join(root, `plain-${round}`);
    const plain = await timed(() =>
      runProcess('git', ['worktree', 'add', '--detach', folder, 'HEAD'], {
        cwd: top,
        env,
      }),
    );
    const made = await timed(() => prepareUnit(workspace, `${round}`));
    const again = await timed(() => prepareUnit(workspace, `${round}`));
    if (round === 0) continue;
    times.plain.push(plain);
    times.made.push(made);
    times.again.push(again);
  }
  const base = median(times.plain);
  console.log(`${FILES} files, median of ${ROUNDS} rounds`);
  say('git worktree add', base, base);
  say('a worktree made for a unit', median(times.made), base);
  say('one that is used again', median(times.again), base);
  const many = await timed(() =>
    Promise.all(
      Array.from({ length: 40 }, (_, i) => prepareUnit(workspace, `many ${i}`)),
    ),
  );
  say('each of 40 made at once', many / 40, base);
  return median(times.made) / base;
}

try {
  makeRepository();
  const ratio = await measure();
  if (ratio > LIMIT) {
    console.error(
      `A worktree takes ${ratio.toFixed(2)} times git worktree add; at most ${LIMIT}`,
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}

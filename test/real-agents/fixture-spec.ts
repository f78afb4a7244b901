import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  fixtureScenario,
  type FixtureScenarioOptions,
} from './fixture/scenario.ts';
import { SPEC_PATH, START_FILES } from './fixture/spec-files.ts';
import { FINISHED_FILES, UNITS } from './fixture/units.ts';
import type { Scenario } from './server/scenario.ts';

/** A repository with a spec, and the model that carries it out. */
export type FixtureSpec = AsyncDisposable & {
  readonly repo: string;
  /** Of the spec's folder, relative to the repository. */
  readonly specPath: string;
  readonly scenario: Scenario;
  readonly units: readonly string[];
  /** The unit whose first review finds something. */
  readonly faultyUnit: string;
  /** The unit that belongs to Gemini. */
  readonly uiUnit: string;
  /** Every file as it must be at the end, by path. */
  readonly finished: Readonly<Record<string, string>>;
};

const git = (repo: string, args: readonly string[]): void => {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')),
  );
  const identity = [
    '-c',
    'user.name=Fixture',
    '-c',
    'user.email=f@example.com',
  ];
  execFileSync(
    'git',
    ['-C', repo, '-c', 'core.hooksPath=/dev/null', ...identity, ...args],
    { env, stdio: ['ignore', 'ignore', 'pipe'] },
  );
};

/** Writes files by path, folders included. */
const writeFiles = async (
  root: string,
  files: Readonly<Record<string, string>>,
): Promise<void> => {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
};

/**
 * Makes a repository of one commit with a spec of four units: two without
 * dependencies, one for Gemini, one that needs the code of two others. One
 * review finds a major fault, whose fix passes.
 */
export const makeFixtureSpec = async (
  options: FixtureScenarioOptions = {},
): Promise<FixtureSpec> => {
  const repo = await realpath(await mkdtemp(join(tmpdir(), 'ra-spec-')));
  await writeFiles(repo, START_FILES);
  git(repo, ['init', '--quiet', '--initial-branch=main']);
  git(repo, ['add', '--all']);
  git(repo, ['commit', '--quiet', '--message=Start']);
  const idWhere = (is: (unit: (typeof UNITS)[number]) => boolean): string =>
    UNITS.find(is)?.task_id ?? '';
  return {
    repo,
    specPath: SPEC_PATH,
    scenario: fixtureScenario(options),
    units: UNITS.map(({ task_id }) => task_id),
    faultyUnit: idWhere(({ fixed }) => fixed !== undefined),
    uiUnit: idWhere(({ type }) => type === 'ui'),
    finished: FINISHED_FILES,
    [Symbol.asyncDispose]: () => rm(repo, { recursive: true, force: true }),
  };
};

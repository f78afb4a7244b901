import { execFile, execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { makeFixtureSpec } from './fixture-spec.ts';
import type { FixtureSpec } from './fixture-spec.ts';
import { Ground } from './ground.ts';
import { pathWithOnly, requireAgents, skipsRealAgents } from './installed.ts';

const BIN = join(import.meta.dirname, '../../dist/bin.js');
const start = promisify(execFile);

type Line = Readonly<Record<string, unknown>>;

/** Runs the built program in the fixture's repository; throws where it does not end with 0. */
const runProgram = async (
  ground: Ground,
  spec: FixtureSpec,
  ...flags: readonly string[]
): Promise<readonly Line[]> => {
  const bin = ground.path('other', `bin-${ground.server.log.length}`);
  const path = pathWithOnly(['codex', 'gemini'], bin);
  const args = [BIN, '--spec', spec.specPath, '--json', ...flags];
  const { stdout } = await start(process.execPath, args, {
    cwd: spec.repo,
    env: {
      ...ground.env,
      PATH: path,
      XDG_CACHE_HOME: ground.path('other'),
    },
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
};

const of = (events: readonly Line[], type: string): readonly Line[] =>
  events.filter((event) => event['type'] === type);

describe.skipIf(skipsRealAgents())('a whole spec through real CLIs', () => {
  test('is written by their own tools, reviewed, fixed once, landed', async () => {
    requireAgents(['codex', 'gemini']);
    await using spec = await makeFixtureSpec();
    await using ground = await Ground.make(spec.scenario);
    const events = await runProgram(ground, spec);

    expect(of(events, 'run_finished')).toMatchObject([
      { exit_code: 0, completed: spec.units.length, landed: true },
    ]);
    for (const [path, content] of Object.entries(spec.finished)) {
      expect(await readFile(join(spec.repo, path), 'utf8')).toBe(content);
    }
    const reviews = of(events, 'review_ended').filter(
      ({ task_id }) => task_id === spec.faultyUnit,
    );
    expect(reviews.map(({ severity }) => severity)).toEqual(['major', 'none']);
    const fixes = of(events, 'attempt_started').filter(
      ({ role }) => role === 'fix',
    );
    expect(fixes).toMatchObject([{ task_id: spec.faultyUnit }]);
    const drawn = of(events, 'attempt_started').find(
      ({ task_id, role }) => task_id === spec.uiUnit && role === 'implement',
    );
    expect(drawn).toMatchObject({ backend: 'gemini' });
    expect(await ground.touchedHome()).toEqual([]);
  });

  test('puts one commit a unit on the branch and leaves the tree clean', async () => {
    requireAgents(['codex', 'gemini']);
    await using spec = await makeFixtureSpec();
    await using ground = await Ground.make(spec.scenario);
    await runProgram(ground, spec);
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-C', spec.repo, ...args], { encoding: 'utf8' });
    const units = git(
      'log',
      '--format=%(trailers:key=Orchestration-Unit,valueonly,separator=%x2C)',
    );
    const named = units.split('\n').filter((line) => line !== '');
    expect(named.toSorted()).toEqual([...spec.units].toSorted());
    expect(git('status', '--porcelain', '--untracked-files=no')).toBe('');
    const tasks = await readFile(join(spec.repo, spec.specPath, 'tasks.md'));
    expect(tasks.toString()).not.toMatch(/\[[ -]\] \d/);

    const again = await runProgram(ground, spec);
    expect(of(again, 'attempt_started')).toEqual([]);
  });
});

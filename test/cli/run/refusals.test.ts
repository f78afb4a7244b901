import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { runCli } from '../run-cli.ts';

const SPEC = '.kiro/specs/thing';

/** A workdir with a spec and, where one is given, a config. */
const workdir = (config?: string): string => {
  const folder = tempFolder();
  mkdirSync(join(folder, SPEC), { recursive: true });
  writeFileSync(join(folder, SPEC, 'tasks.md'), '- [ ] 1. First\n');
  if (config !== undefined)
    writeFileSync(join(folder, 'orchestration.config.json'), config);
  return folder;
};

const start = (
  cwd: string,
  flags: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
) => runCli(['--spec', SPEC, ...flags], { cwd, env: { PATH: '', ...env } });

describe('before anything starts', () => {
  test('an agent of a run of the same spec is told where it is', async () => {
    const cwd = workdir();
    const env = {
      ORCHESTRATION_RUN: 'run-7',
      ORCHESTRATION_SPEC: SPEC,
      ORCHESTRATION_UNIT: '2.1',
      ORCHESTRATION_ROLE: 'implement',
    };
    const { exitCode, stderr } = await start(cwd, [], env);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'This is the implement agent of unit 2.1 in run run-7 of .kiro/specs/thing',
    );
    expect(readdirSync(cwd)).toEqual(['.kiro']);
  });

  test('an agent of another run is treated as anyone', async () => {
    const env = { ORCHESTRATION_RUN: 'run-7', ORCHESTRATION_SPEC: 'other' };
    const { stderr } = await start(workdir(), [], env);
    expect(stderr).not.toContain('run-7');
    expect(stderr).toContain('is not on your PATH');
  });

  test('an argument that switches a sandbox off is refused with its line', async () => {
    const config = `{
  "agents": {
    "codex": {
      "args": ["-c", "x=1",
        "--dangerously-bypass-approvals-and-sandbox"]
    }
  }
}`;
    const { exitCode, stderr } = await start(workdir(config));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /orchestration\.config\.json:5:9: `--dangerously-bypass-approvals-and-sandbox` takes away/,
    );
    expect(stderr).toContain(
      '"unsafe": ["--dangerously-bypass-approvals-and-sandbox"]',
    );
    const allowed = config.replace(
      '"args"',
      '"unsafe": ["--dangerously-bypass-approvals-and-sandbox"], "args"',
    );
    expect((await start(workdir(allowed))).stderr).toContain(
      'is not on your PATH',
    );
  });

  test('a name that is no backend is refused with those that are', async () => {
    const flag = await start(workdir(), ['--code-backend', 'cursor:x']);
    expect(flag.exitCode).toBe(64);
    expect(flag.stderr).toContain(
      '--code-backend: there is no backend cursor; there are codex, gemini, claude, opencode.',
    );
    const config =
      '{"agents":{"mine":{}},"roles":{"review":["codex","yours"]}}';
    const role = await start(workdir(config));
    expect(role.exitCode).toBe(1);
    expect(role.stderr).toContain(
      'roles.review of orchestration.config.json: there is no backend yours; there are codex, gemini, claude, opencode, mine.',
    );
  });

  test('a CLI of the config that cannot take a model is not asked for one', async () => {
    const config = '{"agents":{"mine":{}}}';
    const { stderr } = await start(workdir(config), [
      '--code-backend',
      'mine:big',
    ]);
    expect(stderr).toContain('mine:big cannot be run: a model is named');
  });
});

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { validator, type JsonSchema } from '../../src/schema/validator.ts';
import { gitThat, Patient } from './doctor-patient.ts';
import { runCli } from './run-cli.ts';

const SCHEMA = JSON.parse(
  readFileSync(
    new URL('../../references/doctor-schema.json', import.meta.url),
    'utf8',
  ),
) as JsonSchema;

const problemsOf = ({
  problems,
}: {
  readonly problems: readonly { what: string; why: string; todo: string }[];
}): string =>
  problems.map(({ what, why, todo }) => `${what}: ${why}. ${todo}`).join('\n');

describe('where everything is there', () => {
  test('it says so, exits 0 and writes nothing', async () => {
    const patient = new Patient();
    // Both write wherever they think their home is.
    for (const [name, version] of [
      ['codex', 'codex-cli 0.169.0'],
      ['gemini', '0.61.0'],
    ] as const) {
      patient.install(
        name,
        `echo x > "$HOME/seen"; echo x > "$CODEX_HOME/seen"
         echo x > "$XDG_CACHE_HOME/seen"; echo x > seen; echo "${version}"`,
      );
    }
    const before = patient.files();
    const { exitCode, stdout, stderr } = await patient.examine();
    expect(patient.files()).toEqual(before);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('Nothing that is needed is missing.');
    expect(stdout).toContain('0.169.0 (known good)');
    expect(stdout).toContain('login: CODEX_API_KEY');
    expect(stdout).toContain('not there: claude, opencode');
    expect(stdout).toContain('No free, Pro or Ultra logins since 2026-06-18');
    expect(stdout).not.toContain('hidden');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout.split('\n').length).toBeLessThan(60);
  });

  test('--json is one object of its schema, the spec included', async () => {
    const patient = new Patient();
    patient.write('.kiro/specs/thing/tasks.md', '- [ ] 1. Do it\n');
    const { stdout } = await patient.examine(
      ...['--json', '--spec', '.kiro/specs/thing'],
    );
    const report: unknown = JSON.parse(stdout);
    expect(validator(SCHEMA)(report)).toEqual([]);
    expect(validator(SCHEMA)({ ...(report as object), ok: 'yes' })).not.toEqual(
      [],
    );
    expect(stdout).not.toContain('hidden');
    expect(report).toMatchObject({
      ok: true,
      spec: '.kiro/specs/thing',
      roles: { code: ['codex', 'gemini'], review: ['codex', 'gemini'] },
      backends: [
        { name: 'codex', needed_for: ['code', 'assign'], fit: 'good' },
        { name: 'gemini', needed_for: ['review'], fit: 'good' },
        { name: 'claude', path: null, needed_for: [] },
        { name: 'opencode', path: null, needed_for: [] },
      ],
    });
  });
});

describe('what is missing or broken ends with 1 and one line each', () => {
  test('a CLI that is not there, for every kind of work that needs it', async () => {
    const patient = new Patient({ agents: ['gemini'] });
    const report = await patient.report();
    expect(report.exitCode).toBe(1);
    expect(report.problems.map(({ what }) => what)).toEqual([
      'codex (code) is not on your PATH',
      'codex (assign) is not on your PATH',
    ]);
    expect(problemsOf(report)).toContain('npm install -g @openai/codex');
  });

  test.each([
    [
      'too old',
      'echo "codex-cli 0.98.1"',
      'codex 0.98.1 (code, assign) is too old: 0.169.0 is the oldest',
    ],
    [
      'without its interpreter',
      'exit 127',
      'codex (code, assign) cannot be started',
    ],
  ])('a CLI that is %s', async (_name, body, problem) => {
    const patient = new Patient();
    patient.install('codex', body);
    const report = await patient.report();
    expect(report.exitCode).toBe(1);
    expect(problemsOf(report)).toContain(problem);
  });

  test('a login that is needed, but not one of a reviewer that others can replace', async () => {
    const patient = new Patient({ env: {} });
    const report = await patient.report();
    expect(report.exitCode).toBe(1);
    expect(problemsOf(report)).toContain(
      'codex (code, assign) has no login and no key: its first attempt would fail. To log in: codex login',
    );
    const helped = new Patient({ env: { CODEX_API_KEY: 'hidden' } });
    const { exitCode, warnings } = await helped.report();
    expect(exitCode).toBe(0);
    expect(warnings.map(({ what }) => what)).toContain(
      'gemini (review) has no login and no key',
    );
  });

  test('a config file, by its line, while all else is looked at', async () => {
    const patient = new Patient();
    patient.write(
      'orchestration.config.json',
      '{\n  "jobs": 0,\n  "roles": {"code": ["claude"]}\n}\n',
    );
    const report = await patient.report();
    expect(report.exitCode).toBe(1);
    expect(report.problems).toHaveLength(1);
    expect(problemsOf(report)).toMatch(
      /orchestration\.config\.json:2:3: jobs must be >= 1/,
    );
    expect(report.git.repository?.branch).toBe('main');
  });

  test('a variable that means nothing', async () => {
    const patient = new Patient({
      env: { ORCHESTRATION_LOOP_JOBS: 'many', CODEX_API_KEY: 'k' },
    });
    const report = await patient.report();
    expect(report.exitCode).toBe(1);
    expect(problemsOf(report)).toContain('ORCHESTRATION_LOOP_JOBS="many"');
  });

  test('an agent of the config that nobody should run, and a name that nobody has', async () => {
    const patient = new Patient();
    patient.config({
      agents: { codex: { args: ['-s', 'danger-full-access'] } },
      roles: { review: ['nobody'] },
    });
    const report = await patient.report();
    expect(report.exitCode).toBe(1);
    expect(problemsOf(report)).toContain('danger-full-access');
    expect(problemsOf(report)).toContain('there is no backend nobody');
  });

  test('a spec that is not there, and one with errors', async () => {
    const patient = new Patient();
    const missing = await patient.report('--spec', 'specs/none');
    expect(missing.exitCode).toBe(1);
    expect(problemsOf(missing)).toContain('No such spec: specs/none');
    patient.write(
      'specs/loop/tasks.md',
      '- [ ] 1. One\n  - _Depends: 2_\n- [ ] 2. Two\n  - _Depends: 1_\n',
    );
    const circular = await patient.report('--spec', 'specs/loop');
    expect(circular.exitCode).toBe(1);
    expect(problemsOf(circular)).toMatch(
      /\d errors? in specs\/loop.*orchestration-loop lint specs\/loop/,
    );
  });

  test('a disk with too little room', async () => {
    const patient = new Patient();
    patient.config({ worktrees: { min_free: '900000GB' } });
    const report = await patient.report();
    expect(report.exitCode).toBe(1);
    expect(problemsOf(report)).toMatch(
      /are free in .*no worktree is made below/,
    );
  });

  test('a workdir that does not exist', async () => {
    const { exitCode, stderr } = await runCli(['doctor', '--workdir', '/nope']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('There is no such folder: /nope');
  });
});

describe('git', () => {
  test.each([
    [
      'too old',
      'case "$*" in *version) echo git version 2.37.1; exit;; esac',
      'git 2.37.1 is too old',
    ],
    [
      'of another user',
      'export GIT_TEST_ASSUME_DIFFERENT_OWNER=1 GIT_CONFIG_NOSYSTEM=1',
      'it belongs to another user',
    ],
  ])('that is %s is a problem', async (_name, body, problem) => {
    const patient = new Patient();
    patient.install('git', gitThat(body));
    const report = await patient.report();
    expect(report.exitCode).toBe(1);
    expect(problemsOf(report)).toContain(problem);
  });

  test('without a commit, or with a held lock, is a problem', async () => {
    const patient = new Patient({ git: false });
    patient.git('init', '--quiet');
    const report = await patient.report();
    expect(report.exitCode).toBe(1);
    expect(problemsOf(report)).toContain('has no commit yet');
    const held = new Patient();
    const lock = held.write('.git/index.lock', '');
    const second = await held.report();
    expect(second.exitCode).toBe(1);
    expect(problemsOf(second)).toContain(`${lock} is held`);
    expect(second.git.repository?.held_lock).toBe(lock);
  });

  test('with a detached head or changed files is only worth a word', async () => {
    const patient = new Patient();
    patient.git('switch', '--quiet', '--detach');
    patient.write('README.md', '# Changed\n');
    const { exitCode, warnings, git } = await patient.report();
    expect(exitCode).toBe(0);
    expect(warnings.map(({ what }) => what)).toEqual([
      'HEAD is detached',
      '1 tracked file with changes that are not committed',
    ]);
    expect(git.repository).toMatchObject({ branch: null, changed_files: 1 });
  });

  test('is not needed where there is no repository', async () => {
    const patient = new Patient({ git: false });
    rmSync(join(patient.dir, 'bin/git'));
    const report = await patient.report();
    expect(report.exitCode).toBe(0);
    expect(report.git).toMatchObject({ version: null, repository: null });
  });
});

describe('settings and environment', () => {
  test('each value has its source, and no secret is shown', async () => {
    const patient = new Patient({
      env: {
        CODEX_API_KEY: 'hidden-in-env',
        ORCHESTRATION_LOOP_JOBS: '5',
      },
    });
    patient.config({
      timeout: '10m',
      worktrees: { setup: ['curl -H hidden-in-env \u001b[2J'] },
      agents: { codex: { env: { PROXY: 'hidden-in-file' } } },
    });
    const report = await patient.report();
    const byName = new Map(report.settings.map((row) => [row.name, row]));
    expect(byName.get('jobs')).toMatchObject({
      ...{ source: 'environment', value: 5, text: '5' },
    });
    expect(byName.get('timeout')).toMatchObject({
      ...{ source: 'file', value: 600_000, text: '10m' },
    });
    expect(byName.get('--grace')).toMatchObject({ source: 'default' });
    expect(byName.get('agents')?.value).toEqual({
      codex: { env: { PROXY: '[masked]' } },
    });
    const { stdout } = await patient.examine();
    expect(stdout).toMatch(/^ {2}environment +jobs 5$/m);
    expect(stdout).toMatch(/^ {2}config file +timeout 10m · /m);
    expect(JSON.stringify(report) + stdout).not.toContain('hidden');
    expect(stdout).not.toContain('\u001b');
  });

  test('names the keys that agents do not get, and whose each other one is', async () => {
    const patient = new Patient({
      env: {
        CODEX_API_KEY: 'hidden-1',
        AWS_SECRET_ACCESS_KEY: 'hidden-2',
        NPM_TOKEN: 'hidden-3',
        EDITOR: 'vi',
      },
    });
    patient.config({ env: { pass: ['NPM_TOKEN'] } });
    const { environment } = await patient.report();
    expect(environment).toEqual([
      { name: 'AWS_SECRET_ACCESS_KEY', backends: [], is_passed: false },
      { name: 'CODEX_API_KEY', backends: ['codex'], is_passed: false },
      { name: 'NPM_TOKEN', backends: [], is_passed: true },
    ]);
    const { stdout } = await patient.examine();
    expect(stdout).toMatch(/^ {2}held back +AWS_SECRET_ACCESS_KEY$/m);
    expect(stdout).toMatch(/^ {2}codex only +CODEX_API_KEY$/m);
    expect(stdout).toMatch(/^ {2}env\.pass +NPM_TOKEN$/m);
  });
});

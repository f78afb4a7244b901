import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import schema from '../../references/plan-schema.json' with { type: 'json' };
import { validator } from '../../src/schema/validator.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { runCli } from './run-cli.ts';
import type { CliResult } from './run-cli.ts';

const SPECS = join(import.meta.dirname, '../fixtures/specs');
const NAMES = readdirSync(SPECS);
const validate = validator(schema);

/** A folder with one spec, no repository and no agent: a plan needs neither. */
class Desk {
  readonly dir = tempFolder();

  constructor(tasks: string | { readonly fixture: string }) {
    const spec = join(this.dir, 'work/spec');
    mkdirSync(join(this.dir, 'home'));
    mkdirSync(spec, { recursive: true });
    if (typeof tasks === 'string') writeFileSync(join(spec, 'tasks.md'), tasks);
    else cpSync(join(SPECS, tasks.fixture), spec, { recursive: true });
  }

  plan(...args: readonly string[]): Promise<CliResult> {
    return runCli(['plan', '--spec', 'spec', ...args], {
      cwd: join(this.dir, 'work'),
      env: {
        PATH: '/usr/bin:/bin',
        HOME: join(this.dir, 'home'),
        GIT_CEILING_DIRECTORIES: this.dir,
      },
    });
  }

  files(): readonly string[] {
    return readdirSync(this.dir, { recursive: true, encoding: 'utf8' });
  }
}

const TASKS = `# Plan

- [ ] 1. First
  - [ ] 1.1 Half
  - [ ] 1.2 Other half
  - _writes: a.txt_
- [ ] 2. Second
  - _writes: a.txt_
- [ ] 3. Third
  - _Depends: 1_
  - _writes: c.txt_
`;

describe('plan', () => {
  test.each(NAMES)('of %s is one object of its schema', async (fixture) => {
    const desk = new Desk({ fixture });
    const before = desk.files();
    const { exitCode, stdout } = await desk.plan('--json', '--explain');
    expect(exitCode).toBe(0);
    expect(validate(JSON.parse(stdout))).toEqual([]);
    expect(desk.files()).toEqual(before);
  });

  test('draws who works when, and says where more jobs stop paying', async () => {
    const { stdout } = await new Desk(TASKS).plan('--jobs', '2');
    expect(stdout).toContain('3 units, up to 2 at once (2 jobs)');
    expect(stdout).toContain('1 and 2 never run at once: both need a.txt.');
    expect(stdout).toMatch(/3 after 1: .*tasks\.md:10\)/);
    expect(stdout).toMatch(/^ {2}1 {2,}█+ .*First$/m);
    expect(stdout).toContain('More than 2 jobs save nothing.');
  });

  test('explains all units, or the one that is named', async () => {
    const desk = new Desk(TASKS);
    const all = await desk.plan('--explain');
    expect(all.stdout.match(/^\d {2}.*$/gm)).toEqual([
      '1  First',
      '2  Second',
      '3  Third',
    ]);
    const { stdout } = await desk.plan('--explain', '2');
    expect(stdout).toMatch(
      /^2 {2}Second\n {2}Never beside 1: both need a\.txt/,
    );
  });

  test('refuses a unit that is not there, and names those that are', async () => {
    const ended = await new Desk(TASKS).plan('--explain', '9');
    expect(ended).toMatchObject({ exitCode: 64, stdout: '' });
    expect(ended.stderr).toContain('no open unit is called "9"');
    expect(ended.stderr).toContain('There are 1, 2, 3.');
  });
});

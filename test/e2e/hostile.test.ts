import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';

/** Text that a shell, a terminal, a page or the log of a CI service would act on. */
const EVIL =
  '$(touch pwned) `touch pwned` ; touch pwned ; \u001b[2J\u001b]0;gone\u0007\u009b31m\u202e <script>alert(1)</script> ##[add-mask]x ##vso[x]y @everyone \' "';
/** Without what a file or a branch cannot be called. */
const EVIL_NAMES = [
  'out/$(touch pwned).txt',
  'out/`touch pwned`;touch pwned.txt',
  'out/line\nbreak.txt',
  'out/"quotes\' and \\backslash.txt',
  'out/-rf',
  'out/\u001b[2Jred.txt',
  'out/<script>x<b>.txt',
  'out/ü ä.txt',
];
// eslint-disable-next-line no-template-curly-in-string -- for a shell, which must not get it
const EVIL_BRANCH = 'x;touch${IFS}pwned`id`$(id)';

const SPEC = [
  `- [ ] 1. First ${EVIL}`,
  `  - Detail ${EVIL}`,
  '  - _writes: out/_',
  `- [ ] 2. Second ${EVIL}`,
  '  - _Depends: 1_',
  '  - _writes: more/2.txt, ../../escape.txt, /etc/passwd, C:\\x, \\\\host\\share_',
  '',
].join('\n');

const verdict = (severity: string): string =>
  JSON.stringify({
    task_id: '1',
    severity,
    summary: EVIL,
    details: EVIL,
    issues: [
      {
        severity: 'major',
        description: EVIL,
        file: '../../../etc/passwd',
        line: 1,
      },
    ],
  });

const isQuiet = (text: string): boolean =>
  !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(
    text,
  );

/** Lines that GitHub, Azure or TeamCity act on, but for the folds of our own. */
const acted = (text: string): readonly string[] =>
  text
    .split(/[\n\r]/)
    .filter(
      (line) =>
        /^\s*::(?!group::|endgroup::$)|##\w*\[/.test(line) ||
        /^::group::(?!\d\S*: what it did$)/.test(line),
    );

/** A job of GitHub Actions, with a page of its own. */
class CiGround extends Ground {
  readonly page = join(dirname(this.repo), 'page.md');

  override get env(): NodeJS.ProcessEnv {
    return {
      ...super.env,
      ...{ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: this.page },
    };
  }
}

/** The forms of the report, by flag and file. */
const FORMS = ['html', 'junit', 'sarif', 'md'].map(
  (form) => [`--${form}`, `../report.${form}`] as const,
);

describe('what specs and agents say', () => {
  test('is never run, never acted upon by a terminal or a page, and leads to no other folder', async () => {
    using ground = new CiGround({ spec: SPEC });
    ground.git('checkout', '--quiet', '-b', EVIL_BRANCH);
    ground.script({
      '1/implement-1': {
        prints: [`${EVIL}\n::set-output name=a::b\n`],
        complains: [`${EVIL}\n  ::stop-commands::c\n`],
        files: Object.fromEntries(EVIL_NAMES.map((name) => [name, EVIL])),
        answer: JSON.stringify({ status: 'completed', summary: EVIL }),
      },
      '1/fix-1': { files: { 'out/more.txt': EVIL } },
      '1/review-1': { answer: verdict('major') },
      '2/implement': { files: { 'more/2.txt': 'x' } },
      '2/review': { answer: `no verdict ${EVIL}` },
    });
    const seen = [
      await ground.run('plan', '--spec', ground.spec),
      await ground.go('--check', 'true'),
      await ground.run('status', '--spec', ground.spec),
      await ground.run('status', '--explain', '2', '--spec', ground.spec),
      await ground.run('decide', '--spec', ground.spec),
      await ground.run('doctor', '--spec', ground.spec),
      await ground.run('validate', '--spec', ground.spec),
      await ground.run('validate', '--json', '--spec', ground.spec),
      await ground.run('status', '--json', '--spec', ground.spec),
      await ground.run('log', '--spec', ground.spec),
      await ground.run('log', '--json', '--spec', ground.spec),
      await ground.run('report', '--spec', ground.spec, ...FORMS.flat()),
    ];
    expect(seen[1]?.exitCode, seen[1]?.stderr).toBe(2);
    const [, , , , decided] = seen;
    expect(decided?.stdout).toContain('D1');
    const answered = await ground.run(
      ...['decide', 'D1', '--option', '1', '--spec', ground.spec],
      ...['--note', EVIL],
    );
    ground.script({ '2/implement': { files: { 'more/2.txt': 'y' } } });
    const last = await ground.go();
    expect(last.exitCode, last.stdout).toBe(0);
    for (const { stdout, stderr } of [...seen, answered, last])
      for (const text of [stdout, stderr])
        expect([isQuiet(text), ...acted(text)], JSON.stringify(text)).toEqual([
          true,
        ]);

    for (const file of [...FORMS.map(([, path]) => path), '../page.md']) {
      const text = ground.read(file);
      expect([file, isQuiet(text)]).toEqual([file, true]);
      if (/\.(?:html|junit)$/.test(file)) expect(text).not.toContain('<script');
      if (!file.endsWith('.md')) continue;
      const page = marked.parse(text, { async: false });
      const prose = page.replace(/<code>.*?<\/code>/gs, '');
      expect(prose).not.toMatch(/<(?:script|img|a)\b|@everyone/);
    }

    // The work is there under the names that it was given.
    const files = ground.git('ls-files', '-z').split('\0');
    for (const name of EVIL_NAMES) expect(files).toContain(name);
    expect(ground.read(EVIL_NAMES[0] ?? '')).toBe(EVIL);

    const everything = readdirSync(dirname(ground.repo), {
      recursive: true,
      encoding: 'utf8',
    });
    const named = everything.map((path) => path.split('/').at(-1));
    expect(named).not.toContain('pwned');
    expect(named).not.toContain('escape.txt');
    const pulse = ground.read('.kiro/specs/PROJECT_PULSE.md');
    // In a code span it is text: what counts is the page that is made of it.
    expect(marked.parse(pulse, { async: false })).not.toMatch(/<(?:script|b)>/);
    expect(isQuiet(pulse)).toBe(true);
    const state = JSON.parse(ground.read('.kiro/specs/AGENT_STATE.json')) as {
      tasks: { task_id: string; writes: string[] }[];
    };
    const second = state.tasks.find(({ task_id }) => task_id === '2');
    expect(second?.writes).toEqual(['more/2.txt']);
  });

  test('a path of an assignment or of an edited state that leaves the workdir is refused', async () => {
    using ground = new Ground({ spec: '- [ ] 1. Only\n' });
    const unit = {
      ...{ task_id: '1', type: 'code', owner_agent: 'codex' },
      ...{ target_window: null, criticality: 'standard', reads: [] },
    };
    const answerWith = (writes: readonly string[]): string =>
      JSON.stringify({
        dispatch_units: [{ ...unit, writes }],
        window_mapping: {},
      });
    const outside = [
      ...['../escape', '/etc/x', 'C:\\x', '\\\\host\\x', 'a/../../b'],
      ...['nul\u0000', '~/x', '.git/hooks/x', 'out/\u001b[2J'],
    ];
    ground.script({
      'run/assign': { answer: answerWith(outside) },
      '1/review': { answer: 'no verdict' },
    });
    const first = await ground.run('--spec', ground.spec);
    expect(first.exitCode, first.stdout).toBe(2);
    const path = '.kiro/specs/AGENT_STATE.json';
    const text = ground.read(path);
    const { tasks } = JSON.parse(text) as { tasks: { writes: string[] }[] };
    for (const escape of outside)
      expect(tasks[0]?.writes ?? []).not.toContain(escape);

    const edited = text.replace(
      /"writes": \[[^\]]*\]/,
      '"writes": ["../../x"]',
    );
    expect(edited).not.toBe(text);
    ground.write(path, edited);
    const { exitCode, stderr } = await ground.run('--spec', ground.spec);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/AGENT_STATE\.json:\d+:\d+.*it leaves the folder/);
    expect(ground.read(path)).toBe(edited);
  });

  test('a link that leads out is kept as a link, and nothing behind it is read or written', async () => {
    using ground = new Ground({
      spec: '- [ ] 1. Only\n  - _writes: out/1.txt, out/link.ts_\n',
    });
    const outside = join(dirname(ground.repo), 'home/private.ts');
    ground.write('../home/private.ts', 'export const behindTheLink = 1;\n');
    symlinkSync(outside, join(ground.repo, 'link.ts'));
    symlinkSync(outside, join(ground.repo, '.kiro/specs/PROJECT_PULSE.md'));
    ground.git('add', '--all');
    ground.git('commit', '--quiet', '--message=Link');
    ground.script({
      '1/implement-1': {
        files: { 'out/1.txt': 'x' },
        links: { 'out/link.ts': outside },
      },
    });
    const { exitCode, stdout } = await ground.go();
    expect(exitCode, stdout).toBe(0);
    expect(ground.git('ls-files', '--stage', 'out/link.ts')).toMatch(
      /^120000 /,
    );
    expect(readFileSync(outside, 'utf8')).toContain('behindTheLink');
    expect(ground.read('.kiro/specs/PROJECT_PULSE.md')).not.toContain(
      'behindTheLink',
    );
  });

  test('a record that came with the repository is not gone on with, and a link in its place not followed', async () => {
    using ground = new Ground({
      spec: '- [ ] 1. Only\n  - _writes: out/1.txt_\n',
    });
    const home = join(ground.repo, '.orchestration');
    const outside = join(dirname(ground.repo), 'home');
    ground.write('.orchestration/thing/state-folder', '../home\n');
    ground.git('add', '--force', '.orchestration');
    ground.git('commit', '--quiet', '--message=Record');
    const tracked = await ground.go();
    expect(tracked.exitCode).toBe(1);
    expect(tracked.stderr).toContain('.orchestration is tracked by git');

    ground.git('rm', '-r', '--quiet', '.orchestration');
    ground.git('commit', '--quiet', '--message=No record');
    symlinkSync(outside, home);
    for (const command of [[], ['status'], ['report'], ['log']]) {
      const { exitCode, stderr } = await ground.run(
        ...[...command, '--spec', ground.spec],
      );
      expect(exitCode).toBe(1);
      expect(stderr).toContain('.orchestration is a link');
    }
    expect(readdirSync(outside)).toEqual([]);
    expect(ground.calls()).toEqual([]);
  });
});

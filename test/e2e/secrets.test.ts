import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';

/** Where each of them is planted, and what of it must be nowhere. */
const ENV = {
  MY_API_KEY: 'Env-Value-1-of-the-user',
  DEPLOY_TOKEN: 'with"quote\\and<slash>/2&',
  DB_PASSWORD: 'pässword-3-ünder-way',
  LONG_SECRET: 'cut-into-two-chunks-4-and-more',
  NOTE_SECRET: 'said-by-a-person-5',
  TITLE_SECRET: 'Title-Value-6-in-tasks',
};
const CONFIG = 'From-The-Config-File-7';
const SHAPES = {
  verdict: `sk-proj-${'a1B2'.repeat(8)}`,
  issue: `ghp_${'b2C3'.repeat(9)}`,
  fileName: `glpat-${'c3D4'.repeat(6)}`,
  checkOutput: `AKIA${'E5F6'.repeat(4)}`,
  stderr: `xoxb-${'1234-'.repeat(3)}abcdef`,
  lineBreak: `hf_${'d4E5'.repeat(9)}`,
  requirement: `npm_${'e5F6'.repeat(9)}`,
  design: `AIza${'f6G7'.repeat(9)}`,
  badAnswer: `github_pat_${'g7H8'.repeat(6)}`,
  diff: `sk-ant-api03-${'h8J9'.repeat(8)}`,
  jwt: `eyJhbGciOiJI.${'eyJzdWIi'.repeat(2)}.${'c2ln'.repeat(4)}`,
  url: 'hunter22-in-a-url',
  bearer: `tok.${'i9K1'.repeat(7)}`,
  reason: `ya29.${'j1L2'.repeat(8)}`,
};

const jsonOf = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Every spelling that must not be found; of the cut one its halves too. */
const NEEDLES: readonly string[] = [
  ...Object.values(ENV),
  ...Object.values(SHAPES),
  CONFIG,
  jsonOf(ENV.DEPLOY_TOKEN),
  'with\\"quote\\\\and\\u003cslash\\u003e/2\\u0026',
  'p\\u00e4ssword-3-\\u00fcnder-way',
  encodeURIComponent(ENV.DEPLOY_TOKEN),
  'cut-into-two-ch',
  'unks-4-and-more',
];

/** A ground whose user has secrets in the environment. */
class SecretGround extends Ground {
  override get env(): NodeJS.ProcessEnv {
    const page = join(dirname(this.repo), 'page.md');
    return { ...super.env, ...ENV, GITHUB_STEP_SUMMARY: page };
  }
}

const SPEC = `# Implementation Plan

- [ ] 1. First, with ${ENV.TITLE_SECRET} in its title
  - Use the token ${SHAPES.jwt}
  - _Requirements: 1.1_
  - _writes: out/1.txt, more/_
- [ ] 2. Second
  - _writes: out/2.txt_
`;

function plant(ground: Ground): void {
  ground.write(
    `${ground.spec}/requirements.md`,
    `# Requirements\n\n### Requirement 1\n\n#### Acceptance Criteria\n\n1. THE system SHALL send ${SHAPES.requirement}\n`,
  );
  ground.write(
    `${ground.spec}/design.md`,
    `# Design\n\n## Overview\n\nIt calls the service with ${SHAPES.design}.\n`,
  );
  ground.write(
    'orchestration.config.json',
    JSON.stringify({
      agents: { codex: { env: { OTHER_SERVICE_KEY: CONFIG } } },
      env: { pass: Object.keys(ENV) },
      // Its own environment is the user's, keys and all.
      notify: 'env | grep "^ORCHESTRATION_" >> ../told.txt',
    }),
  );
  ground.git('add', '--all');
  ground.git('commit', '--quiet', '--message=Spec');
  const file = `more/${SHAPES.fileName}.txt`;
  const issue = (description: string): object => ({
    ...{ severity: 'major', description, file, line: 1 },
  });
  ground.script({
    '1/implement-1': {
      prints: [
        ENV.LONG_SECRET.slice(0, 15),
        `${ENV.LONG_SECRET.slice(15)}\n`,
        `{"type":"item.completed","item":{"id":"i","type":"reasoning","text":"a\\n${SHAPES.lineBreak} ${jsonOf(ENV.DEPLOY_TOKEN)}"}}\n`,
        `with\\"quote\\\\and\\u003cslash\\u003e/2\\u0026 p\\u00e4ssword-3-\\u00fcnder-way\n`,
        `curl ${encodeURIComponent(ENV.DEPLOY_TOKEN)} -H "Authorization: Bearer ${SHAPES.bearer}"\n`,
      ],
      complains: [
        `cannot reach https://me:${SHAPES.url}@host/x`,
        ` with ${SHAPES.stderr} and ${CONFIG}\n`,
      ],
      files: {
        [`more/${SHAPES.fileName}.txt`]: `broken ${SHAPES.diff}\n`,
      },
      answer: JSON.stringify({
        status: 'completed',
        summary: `Done with ${ENV.MY_API_KEY} and ${ENV.DB_PASSWORD}`,
        reason: `see ${SHAPES.reason}`,
      }),
    },
    '1/fix-1': { files: { [`more/${SHAPES.fileName}.txt`]: 'whole\n' } },
    '1/fix-2': { files: { [file]: `right ${SHAPES.diff}\n` } },
    '1/review-1': {
      answer: JSON.stringify({
        task_id: '1',
        severity: 'major',
        summary: `Found ${SHAPES.verdict}`,
        issues: [issue(`There is ${SHAPES.issue} in the code`)],
      }),
    },
    '1/review-2': {
      answer: JSON.stringify({
        ...{ task_id: '1', severity: 'minor', summary: 'Nearly' },
        issues: [
          { severity: 'minor', description: `Later: ${SHAPES.issue}`, file },
        ],
      }),
    },
    '2/review': { answer: `no verdict but ${SHAPES.badAnswer}` },
  });
}

const CHECK = `echo "uses ${SHAPES.checkOutput} and $MY_API_KEY"; ! grep -rq broken more`;

/** The forms of the report, by flag and file. */
const FORMS = ['html', 'junit', 'sarif', 'md'].map(
  (form) => [`--${form}`, `../report.${form}`] as const,
);

/** Every file below a folder but the given ones. */
function written(folder: string, own: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !own.test(path))
    .map((path) => join(folder, path))
    .filter((path) => lstatSync(path).isFile());
}

/** What people and agents wrote themselves, and git's list of what it is called. */
const OWN =
  /\/w\d+\.index$|(^|\/)(out|more|\.git)(\/|$)|\/specs\/thing\/|orchestration\.config\.json$|^(bin|script\.json|calls\.log)/;

function leaks(folder: string): readonly string[] {
  return written(folder, OWN).flatMap((path) => {
    const text = `${path}\n${readFileSync(path, 'utf8')}`;
    return NEEDLES.filter((needle) => text.includes(needle)).map(
      (needle) => `${path}: ${needle}`,
    );
  });
}

describe('secrets', () => {
  test('of the environment, of the config and by their shape reach no file that is written', async () => {
    using ground = new SecretGround({ spec: SPEC });
    plant(ground);
    const first = await ground.go('--check', CHECK);
    expect(first.exitCode, first.stdout).toBe(2);
    const decided = await ground.run(
      ...['decide', 'D1', '--option', '1', '--spec', ground.spec],
      ...['--note', `because of ${ENV.NOTE_SECRET}`],
    );
    expect(decided.exitCode).toBe(0);
    ground.script({});
    const last = await ground.go();
    expect(last.exitCode, last.stdout).toBe(0);

    const spec = ['--spec', ground.spec];
    const told = [
      await ground.run('report', ...spec, ...FORMS.flat()),
      await ground.run('log', ...spec),
      await ground.run('status', '--json', ...spec),
    ];
    const root = dirname(ground.repo);
    expect(leaks(root)).toEqual([]);
    const said = [first, decided, last, ...told].map(
      ({ exitCode, stdout, stderr }) => {
        expect(exitCode === 0 || exitCode === 2, stderr).toBe(true);
        return stdout + stderr;
      },
    );
    const history = ground.git('log', '--all', '--format=%B');
    for (const text of [...said, history])
      expect(NEEDLES.filter((needle) => text.includes(needle))).toEqual([]);

    // What was planted did get there, as something else.
    const attempts = '.orchestration/thing/attempts';
    for (const file of ['prompt.md', 'stdout.log', 'stderr.log', 'result.json'])
      expect(ground.read(`${attempts}/1-implement-1/${file}`)).toContain(
        '[masked]',
      );
    const journal = ground.read('.orchestration/thing/journal.ndjson');
    for (const words of [
      'Found [masked]',
      'There is [masked] in the code',
      'more/[masked].txt',
      'uses [masked] and [masked]',
      'because of [masked]',
      'First, with [masked] in its title',
    ])
      expect(journal).toContain(words);
    for (const name of ['AGENT_STATE.json', 'TASKS_PARSED.json'])
      expect(ground.read(`.kiro/specs/${name}`)).toContain(
        'First, with [masked] in its title',
      );
    expect(ground.read('.kiro/specs/PROJECT_PULSE.md')).toContain('[masked]');
    for (const file of [...FORMS.map(([, path]) => path), '../page.md'])
      expect([file, ground.read(file)]).toEqual([
        file,
        expect.stringContaining('[masked]'),
      ]);
    expect(ground.read('../report.html')).toContain('right [masked]');
    expect(ground.read('../told.txt')).toContain('ORCHESTRATION_TEXT=');
  });

  test('in the name of a file of a shared folder stay with the work: the list of it and its copies', async () => {
    using ground = new SecretGround({
      spec: '- [ ] 1. Only\n  - _writes: more/_\n',
    });
    const name = `more/${SHAPES.fileName}.txt`;
    ground.script({ '1/implement': { files: { [name]: 'x\n' } } });
    const end = await ground.go('--isolation', 'shared');
    expect(end.exitCode, end.stdout).toBe(0);
    const places = leaks(dirname(ground.repo)).filter(
      (leak) =>
        !/\/\.orchestration\/thing\/(shared\/|attempts\/[^/]+\/files\/)/.test(
          leak,
        ),
    );
    expect(places).toEqual([]);
    expect(ground.read('.orchestration/thing/journal.ndjson')).toContain(
      'more/[masked].txt',
    );
  });

  test('what is written is private to the user', async () => {
    using ground = new Ground({
      spec: '- [ ] 1. Only\n  - _writes: out/1.txt_\n',
    });
    expect((await ground.go('--check', 'true')).exitCode).toBe(0);
    const home = join(ground.repo, '.orchestration');
    const open = [
      home,
      ...written(home, /$^/),
      ...['AGENT_STATE.json', 'TASKS_PARSED.json', 'PROJECT_PULSE.md'].map(
        (name) => join(ground.repo, '.kiro/specs', name),
      ),
    ].filter((path) => (statSync(path).mode & 0o077) !== 0);
    expect(open).toEqual([]);
  });
});

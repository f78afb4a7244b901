import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  loadConfig,
  type ConfigOptions,
} from '../../../src/adapters/config/load-config.ts';
import {
  changedSettings,
  readRecorded,
} from '../../../src/adapters/config/recorded-settings.ts';
import {
  plainSettings,
  type Settings,
} from '../../../src/adapters/config/settings.ts';
import type { Event } from '../../../src/model/event.ts';
import { UserError } from '../../../src/model/user-error.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { configFile } from '../../schema/examples.ts';

type Given = Partial<Omit<ConfigOptions, 'workdir'>> & {
  readonly file?: unknown;
};

const nothingRecorded = readRecorded([]);

function load({ file, ...given }: Given = {}) {
  const workdir = tempFolder();
  const path = join(workdir, 'orchestration.config.json');
  if (file !== undefined)
    writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
  const options = {
    flags: {},
    env: {},
    recorded: nothingRecorded,
    defaultJobs: 5,
  };
  return { workdir, path, ...loadConfig({ ...options, workdir, ...given }) };
}

/** The journal after starts with these options. */
function journalOf(...starts: Given[]): Event[] {
  const events: Event[] = [];
  for (const given of starts) {
    const recorded = readRecorded(events);
    const { settings } = load({ ...given, recorded });
    events.push({
      type: 'config_changed',
      changes: changedSettings(settings, recorded),
      seq: events.length + 1,
      at: '2025-01-01T00:00:00Z',
    });
  }
  // As a later start reads it.
  return JSON.parse(JSON.stringify(events)) as Event[];
}

test('without anything there are defaults', () => {
  const { settings, diagnostics } = load();
  expect(
    Object.values(settings).every(({ source }) => source === 'default'),
  ).toBe(true);
  expect(plainSettings(settings)).toEqual({
    session: 'roundtable',
    jobs: 5,
    isolation: null,
    checks: [],
    timeoutMs: 7_200_000,
    graceMs: 30_000,
    includeOptional: false,
    allowDirty: false,
    shouldLand: true,
    codeBackend: null,
    uiBackend: null,
    assignBackend: null,
    reviewBackend: null,
    roles: {},
    agents: {},
    envPass: [],
    maxFixAttempts: 3,
    worktreesDir: null,
    setup: [],
    keep: ['node_modules', '.pnpm-store', '.npm', '.yarn/cache'],
    seed: [],
    link: [],
    copy: [],
    minFreeBytes: 1024 ** 3,
    sign: false,
    commitTicks: true,
    hasFinalReview: true,
    keepsLearnings: true,
    notify: null,
    caps: { backends: {}, roles: {} },
    resources: {},
    maxTokens: null,
    maxCost: null,
    maxDurationMs: null,
    prices: {},
    isManifestStrict: false,
    mode: 'deterministic',
    orchestrateBackend: null,
    maxIterations: 50,
    maxActions: 6,
  } satisfies Settings);
  expect(diagnostics).toEqual([]);
});

test('the file sets what it can set', () => {
  const { settings, workdir } = load({ file: configFile });
  expect(plainSettings(settings)).toMatchObject({
    jobs: 4,
    checks: [
      {
        name: 'tests',
        run: 'npm test',
        timeoutMs: 600_000,
        resources: ['db'],
        junit: 'reports/junit.xml',
      },
    ],
    caps: { backends: { codex: 3 }, roles: { review: 2 } },
    resources: {
      db: { slots: 1, units: [], writes: [] },
      device: { slots: 2, units: ['3'], writes: ['app/**'] },
    },
    isManifestStrict: true,
    maxTokens: 1_000_000,
    maxCost: 20,
    maxDurationMs: 28_800_000,
    prices: { codex: { input: 1.25, cached_input: 0.125, output: 10 } },
    hasFinalReview: false,
    keepsLearnings: false,
    notify: configFile.notify,
    minFreeBytes: 2 * 1024 ** 3,
    copy: ['.env.test'],
    timeoutMs: 7_200_000,
    roles: configFile.roles,
    agents: configFile.agents,
    envPass: ['NPM_TOKEN'],
    maxFixAttempts: 2,
    worktreesDir: join(workdir, '../trees'),
    setup: ['npm ci'],
    sign: true,
    commitTicks: false,
  });
  const fromFile = Object.values(settings).filter(
    ({ source }) => source === 'file',
  );
  expect(fromFile).toHaveLength(26);
});

describe('each level wins over the next', () => {
  const file = { jobs: 3 };
  const env = { ORCHESTRATION_LOOP_JOBS: '2' };
  const flags = { jobs: 1 };
  const recorded = { firstFlags: new Map([['jobs', 4]]), last: new Map() };

  test.each([
    [{ flags, env, file, recorded }, 1, 'flag'],
    [{ env, file, recorded }, 2, 'environment'],
    [{ file, recorded }, 3, 'file'],
    [{ recorded }, 4, 'first_start'],
    [{}, 5, 'default'],
  ] as const)('%#', (given, value, source) => {
    expect(load(given).settings.jobs).toEqual({ value, source });
  });
});

describe('variables', () => {
  test('are named like their flags', () => {
    const env = {
      ORCHESTRATION_LOOP_SESSION: 'mine',
      ORCHESTRATION_LOOP_ISOLATION: 'shared',
      ORCHESTRATION_LOOP_CHECK: 'make test',
      ORCHESTRATION_LOOP_TIMEOUT: '1h30m',
      ORCHESTRATION_LOOP_GRACE: '5s',
      ORCHESTRATION_LOOP_INCLUDE_OPTIONAL: 'yes',
      ORCHESTRATION_LOOP_NO_LAND: '1',
      ORCHESTRATION_LOOP_ALLOW_DIRTY: '0',
      ORCHESTRATION_LOOP_ASSIGN_BACKEND: 'none',
      ORCHESTRATION_LOOP_REVIEW_BACKEND: 'gemini',
      ORCHESTRATION_LOOP_JOBS: ' ',
    };
    const { settings } = load({ env });
    expect(plainSettings(settings)).toMatchObject({
      session: 'mine',
      isolation: 'shared',
      checks: [{ name: 'check 1', run: 'make test', timeoutMs: 1_800_000 }],
      timeoutMs: 5_400_000,
      graceMs: 5000,
      includeOptional: true,
      shouldLand: false,
      allowDirty: false,
      assignBackend: 'none',
      reviewBackend: 'gemini',
      jobs: 5,
    });
    expect(settings.allowDirty.source).toBe('default');
  });

  test.each([
    ['JOBS', '0'],
    ['JOBS', 'many'],
    ['ISOLATION', 'none'],
    ['TIMEOUT', 'soon'],
    ['NO_LAND', 'maybe'],
  ])('%s=%s is a usage error that names it', (name, value) => {
    const env = { [`ORCHESTRATION_LOOP_${name}`]: value };
    try {
      load({ env });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect(error).toMatchObject({ exitCode: 64 });
      expect(String(error)).toContain(`ORCHESTRATION_LOOP_${name}="${value}"`);
    }
  });

  test('that are misspelled are named', () => {
    const { diagnostics } = load({ env: { ORCHESTRATION_LOOP_JOB: '3' } });
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ severity: 'warning' });
    expect(diagnostics[0]?.message).toContain('_JOB sets nothing');
  });
});

describe('a broken file is refused by line', () => {
  test.each([
    ['{\n  "jobs": "3"\n}', 2, /jobs must be integer/],
    ['{\n  "jobs": 3,\n}', 3, /not JSON/],
    [
      '{"checks": [{"name": "a", "run": "x"},\n {"name": "a", "run": "y"}]}',
      2,
      /two checks are called "a"/,
    ],
    ['{\n\n"timeout": "9999d"}', 3, /more than 24 days/],
    [
      '{"checks": [{"name": "a", "run": "x",\n "timeout": "0s"}]}',
      2,
      /not a duration/,
    ],
  ])('%j', (file, line, message) => {
    expect(() => load({ file })).toThrow(UserError);
    expect(() => load({ file })).toThrow(`orchestration.config.json:${line}:`);
    expect(() => load({ file })).toThrow(message);
  });

  test('and a folder in its place too', () => {
    const workdir = tempFolder();
    mkdirSync(join(workdir, 'orchestration.config.json'));
    expect(() =>
      loadConfig({
        workdir,
        flags: {},
        env: {},
        recorded: nothingRecorded,
        defaultJobs: 1,
      }),
    ).toThrow(/cannot be read/);
  });

  test('whatever it holds: a UserError, never a crash', () => {
    const workdir = tempFolder();
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          writeFileSync(join(workdir, 'orchestration.config.json'), bytes);
          try {
            loadConfig({
              workdir,
              flags: {},
              env: {},
              recorded: nothingRecorded,
              defaultJobs: 1,
            });
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
    );
  });
});

describe('between starts', () => {
  test('the flags of the first start stay, all of them', () => {
    const flags = {
      session: 's',
      jobs: 7,
      isolation: 'shared',
      check: ['make test', 'make lint'],
      timeout: 60_000,
      grace: 1000,
      includeOptional: true,
      noLand: true,
      codeBackend: 'opencode',
      uiBackend: 'gemini',
      assignBackend: 'none',
      reviewBackend: 'claude',
    } as const;
    const recorded = readRecorded(journalOf({ flags }));
    const first = plainSettings(load({ flags }).settings);
    const next = load({ recorded }).settings;
    expect(plainSettings(next)).toEqual(first);
    const kept = Object.values(next).filter(
      ({ source }) => source === 'first_start',
    );
    expect(kept).toHaveLength(12);
    expect(changedSettings(next, recorded)).toEqual({});
  });

  test('what the file or a later flag said is not kept', () => {
    const recorded = readRecorded(
      journalOf(
        { file: { timeout: '5m' }, flags: { jobs: 2 } },
        { flags: { jobs: 9 } },
      ),
    );
    const { settings } = load({ recorded });
    expect(settings.timeoutMs).toEqual({ value: 7_200_000, source: 'default' });
    expect(settings.jobs).toEqual({ value: 2, source: 'first_start' });
  });

  test('a change is told with its source, and nothing else', () => {
    const events = journalOf(
      { flags: { jobs: 2 } },
      { flags: { jobs: 2 }, env: { ORCHESTRATION_LOOP_GRACE: '1s' } },
    );
    expect(events[1]).toMatchObject({
      changes: { graceMs: { value: 1000, source: 'environment' } },
    });
    expect(Object.keys((events[1] as { changes: object }).changes)).toEqual([
      'graceMs',
    ]);
  });

  test('a record that makes no sense is not taken', () => {
    const changes = {
      jobs: { value: 'all', source: 'flag' },
      checks: { value: [{}], source: 'flag' },
      session: 3,
    };
    const recorded = readRecorded([
      { type: 'config_changed', changes, seq: 1, at: '' },
    ]);
    const { settings } = load({ recorded });
    expect(
      [settings.jobs, settings.checks, settings.session].map(
        ({ source }) => source,
      ),
    ).toEqual(['default', 'default', 'default']);
  });
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import type { Log, Result } from 'sarif';
import { describe, expect, test } from 'vitest';
import { sarifReport } from '../../../src/report/sarif/sarif.ts';
import type { SarifOptions } from '../../../src/report/sarif/sarif.ts';
import type { State } from '../../../src/model/state.ts';
import {
  buildFinding,
  buildState,
  buildUnit,
  completedUnit,
} from '../../helpers/build-state.ts';
import { dataOf, mixedRun, NASTY } from '../report-run.ts';

/** The standard's own, and the one that GitHub's documentation names. */
const SCHEMAS = ['sarif-2.1.0.json', 'sarif-2.1.0-rtm.5.json'].map((name) =>
  createRequire(import.meta.url).resolve(`schemastore/schemas/json/${name}`),
);

const OPTIONS: SarifOptions = {
  version: '1.2.3',
  prefix: 'packages/app/',
  tasksFile: '.kiro/specs/demo/tasks.md',
};

const reportOf = (
  state: State,
  options: Partial<SarifOptions> = {},
): { log: Log; notes: readonly string[]; bytes: number } => {
  const { text, notes } = sarifReport(dataOf(state), {
    ...OPTIONS,
    ...options,
  });
  const bytes = Buffer.byteLength(text);
  return { log: JSON.parse(text) as Log, notes, bytes };
};

const resultsOf = (state: State): readonly Result[] =>
  reportOf(state).log.runs[0]?.results ?? [];

const placeOf = ({ locations }: Result) => {
  const place = locations?.[0]?.physicalLocation;
  return [place?.artifactLocation?.uri, place?.region?.startLine];
};

type SchemaFile = { $schema?: string; id?: string };

const FORMATS = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/u,
  uri: /^https?:\/\/[\w./-]+$/u,
  'uri-reference': /^(?:[\w.~!$&'()*+,;=@/-]|%[\dA-F]{2})+$/u,
};

const problemsOf = (log: unknown): readonly unknown[] =>
  SCHEMAS.flatMap((path) => {
    const ajv = new Ajv({
      ...{ strict: false, unicodeRegExp: false },
      formats: FORMATS,
    });
    const schema = JSON.parse(readFileSync(path, 'utf8')) as SchemaFile;
    // One of them names draft 4, and has nothing in it that draft 7 reads otherwise.
    delete schema.$schema;
    delete schema.id;
    const validate = ajv.compile(schema);
    return validate(log) ? [] : (validate.errors ?? []);
  });

describe('the SARIF report', () => {
  test('is valid SARIF 2.1.0 whatever a spec or an agent brings', () => {
    const { log } = reportOf(mixedRun());
    expect(problemsOf(log)).toEqual([]);
    // The schema is no rubber stamp.
    expect(problemsOf({ ...log, version: '2.0.0' })).not.toEqual([]);
  });

  test('has what is open first, the worst on top, then what was left for later', () => {
    expect(
      resultsOf(mixedRun()).map(({ ruleId, level, suppressions = [] }) => [
        ...[ruleId, level, suppressions.length],
      ]),
    ).toEqual([
      ['orchestration/review', 'error', 0],
      ['orchestration/review', 'warning', 0],
      ['orchestration/check', 'warning', 0],
      ['orchestration/review', 'note', 1],
    ]);
  });

  test('names files from the top of the repository, and for what has none its unit in tasks.md', () => {
    expect(resultsOf(mixedRun()).map(placeOf)).toEqual([
      ['packages/app/.kiro/specs/demo/tasks.md', 5],
      ['packages/app/src/a%20b/%C3%BC%231.ts', 7],
      // A path that leads out of the workdir is none.
      ['packages/app/.kiro/specs/demo/tasks.md', 1],
      ['packages/app/src/a.ts', 3],
    ]);
  });

  test('makes no link of what an agent wrote', () => {
    const [result] = resultsOf(
      buildState([
        buildUnit('1', {
          status: 'fix_required',
          open_findings: [
            buildFinding({ description: `[here](http://e.example) ${NASTY}` }),
          ],
        }),
      ]),
    );
    expect(result?.message.text).toContain('[here] (http://e.example)');
    expect(result?.message.text).not.toContain('](');
    expect(result?.message.text).not.toContain('\u001b');
  });

  test('knows a finding again when its line moves, and says each once', () => {
    const finding = buildFinding({ fingerprint: 'same', line: 3 });
    const run = (line: number) =>
      buildState([
        completedUnit('1', { deferred: [finding] }),
        buildUnit('2', {
          status: 'fix_required',
          open_findings: [{ ...finding, line }],
        }),
      ]);
    const prints = [run(3), run(40)].map((state) =>
      resultsOf(state).map(({ partialFingerprints }) => partialFingerprints),
    );
    expect(prints[0]).toHaveLength(1);
    // Where one of two is still open, it is open.
    expect(resultsOf(run(3))[0]?.suppressions).toBeUndefined();
    expect(prints[0]).toEqual(prints[1]);
  });

  test('leaves out the least severe where a service takes no more, and says so', () => {
    const open_findings = Array.from({ length: 40 }, (_, n) =>
      buildFinding({
        fingerprint: `f${n}`,
        severity: n % 2 === 0 ? 'minor' : 'critical',
        description: 'ü'.repeat(1000),
      }),
    );
    const state = buildState([
      buildUnit('1', { status: 'fix_required', open_findings }),
    ]);
    const few = reportOf(state, { limits: { results: 10, bytes: 1e6 } });
    expect(few.log.runs[0]?.results).toHaveLength(10);
    expect(few.notes).toEqual([
      expect.stringContaining('30 findings of 40 left out'),
    ]);
    expect(few.log.runs[0]?.invocations?.[0]).toMatchObject({
      toolExecutionNotifications: [{ message: { text: few.notes[0] } }],
    });
    const small = reportOf(state, { limits: { results: 100, bytes: 60_000 } });
    expect(small.bytes).toBeLessThan(60_000);
    const kept = small.log.runs[0]?.results ?? [];
    expect(kept.length).toBeGreaterThan(10);
    expect(new Set(kept.map(({ level }) => level))).toEqual(new Set(['error']));
    expect(problemsOf(small.log)).toEqual([]);
  });

  test('has no place where tasks.md lies outside of the repository', () => {
    const { log } = reportOf(mixedRun(), { tasksFile: null });
    expect(log.runs[0]?.results?.[0]?.locations).toEqual([]);
  });
});

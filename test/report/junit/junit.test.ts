import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { parseJunit } from '../../../src/adapters/process/junit-report.ts';
import { junitReport } from '../../../src/report/junit/junit.ts';
import type { State } from '../../../src/model/state.ts';
import {
  at,
  buildState,
  buildUnit,
  completedUnit,
  endedAttempt,
} from '../../helpers/build-state.ts';
import { taskId } from '../../../src/model/ids.ts';
import { dataOf, mixedRun } from '../report-run.ts';

const SCHEMA = join(import.meta.dirname, '../../fixtures/schemas/junit.xsd');

const problemsOf = async (xml: string): Promise<readonly string[]> => {
  const { errors } = await validateXML({
    xml: [{ fileName: 'report.xml', contents: xml }],
    schema: [readFileSync(SCHEMA, 'utf8')],
  });
  return errors.map(({ rawMessage }) => rawMessage);
};

/** Each case with what it came to: `2.1 review: failure major`. */
const casesOf = (xml: string): readonly string[] =>
  [
    ...xml.matchAll(
      /<testcase name="([^"]*)"[^>]*?(?:\/>|>\s*(?:<(skipped|failure|error)(?:[^>]*type="([^"]*)")?)?)/gu,
    ),
  ].map(([, name, outcome = 'passed', kind]) =>
    [`${name}: ${outcome}`, ...(kind === undefined ? [] : [kind])].join(' '),
  );

const reportOf = (state: State): string => junitReport(dataOf(state));

describe('the JUnit report', () => {
  test('says of each unit what it passed, what it failed and what did not run', () => {
    expect(casesOf(reportOf(mixedRun()))).toEqual([
      '1 implement: passed',
      '1 check unit tests: skipped',
      '1 review: passed',
      '1 integration: passed',
      '2.1 implement: passed',
      '2.1 check unit tests: skipped',
      '2.1 review: failure critical',
      '2.1 integration: skipped',
      '2.1 decision D1: failure decision',
      '3 implement: passed',
      '3 check unit tests: failure check_failed',
      '3 review: skipped',
      '3 integration: skipped',
      '4 implement: error network',
      '4 check unit tests: skipped',
      '4 review: skipped',
      '4 integration: skipped',
      '5 implement: skipped',
      '5 check unit tests: skipped',
      '5 review: skipped',
      '5 integration: skipped',
      '6 implement: skipped',
      '6 check unit tests: skipped',
      '6 review: skipped',
      '6 integration: skipped',
      'final review: skipped',
      'landing: skipped',
      'decision D2: failure decision',
    ]);
  });

  test('is valid whatever a spec or an agent brings, and its sums are right', async () => {
    const xml = reportOf(mixedRun());
    expect(await problemsOf(xml)).toEqual([]);
    expect(/<testsuites [^>]*>/u.exec(xml)?.[0]).toBe(
      '<testsuites name="orchestration-loop" tests="28" failures="4" errors="1" time="364.250">',
    );
    expect(xml).not.toContain('<script');
    expect(parseJunit(xml)?.failed).toHaveLength(5);
    // The schema is no rubber stamp.
    const broken = xml.replace(' hostname="localhost"', '');
    expect(await problemsOf(broken)).not.toEqual([]);
  });

  test('takes an excused check for one that did not count', () => {
    const run = (excused: object) =>
      buildState([
        completedUnit('1', {
          attempts: [endedAttempt('1', 'implement')],
          checks: [
            {
              ...{ tree: 't', passed: true },
              results: [
                {
                  ...{ name: 'lint', run: 'lint', passed: false, exit_code: 1 },
                  ...{ output: 'bad', duration_ms: 10, ...excused },
                },
              ],
            },
          ],
        }),
      ]);
    const excused = { type: 'advisory', text: 'it was red before the run' };
    expect(casesOf(reportOf(run({ excused })))).toContain(
      '1 check lint: skipped',
    );
    expect(casesOf(reportOf(run({})))).toContain(
      '1 check lint: failure check_failed',
    );
  });

  test('cuts what a case cannot hold, and says so', () => {
    const state = buildState([
      buildUnit('1', {
        attempts: [
          endedAttempt('1', 'implement', {
            outcome: {
              type: 'failed',
              failure: { type: 'crash', message: 'it broke' },
            },
            output: 'x'.repeat(100_000),
          }),
        ],
      }),
    ]);
    const xml = reportOf(state);
    expect(xml.length).toBeLessThan(20_000);
    expect(xml).toMatch(/\[cut: \d+ characters more\]/u);
  });

  test('counts the time of an integration from its start to its end', () => {
    const unit = { task_id: taskId('1') };
    const xml = junitReport(
      dataOf(buildState([completedUnit('1')]), [
        { type: 'integration_started', ...unit, seq: 1, at: at(10) },
        { type: 'integrated', ...unit, commit: null, seq: 2, at: at(12.5) },
      ]),
    );
    expect(xml).toContain(
      '<testcase name="1 integration" classname="unit-1" time="2.500"/>',
    );
  });
});

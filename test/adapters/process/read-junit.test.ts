import { symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createChecks } from '../../../src/adapters/process/run-check.ts';
import { parseJunit } from '../../../src/adapters/process/junit-report.ts';
import { Stage } from './stage.ts';

const check = (stage: Stage, run: string, junit = 'junit.xml') =>
  createChecks({
    edge: stage.edge(),
    attemptsDir: stage.path('attempts'),
    run_id: 'run-1',
    spec_path: '.kiro/specs/x',
  }).run(
    { name: 'tests', run, timeoutMs: 60_000, resources: [], junit },
    {
      cwd: stage.dir,
      mark: stage.mark(),
      signal: new AbortController().signal,
      log_name: 'check.log',
    },
  );

const suite = (...cases: readonly string[]): string =>
  `<?xml version="1.0"?><testsuites><testsuite name="s">${cases.join('')}</testsuite></testsuites>`;

const RED = `<testcase classname="list" name="is empty"><failure/></testcase>`;

describe('a JUnit file', () => {
  test.each([
    [
      'of vitest',
      suite(
        `<testcase classname="test/a.test.ts" name="a &gt; b" time="0"/>`,
        `<testcase classname="test/a.test.ts" name="a &gt; c"><failure message="x &lt; &#34;y&#x22;" type="E">at &lt;a&gt;</failure></testcase>`,
      ),
      [{ name: 'test/a.test.ts › a > c', file: null }],
    ],
    [
      'of pytest',
      suite(
        `<testcase classname="tests.test_a.TestA" name="test_one" file="tests/test_a.py" line="3"/>`,
        `<testcase classname="" name="tests.test_b"><error message="collection failure">E</error></testcase>`,
        `<testcase classname="tests.test_a" name="test_two"><skipped/></testcase>`,
      ),
      [{ name: 'tests.test_b', file: null }],
    ],
    [
      'with the file on the suite, output in CDATA and a rerun that passed',
      `<testsuite name="s" file="./test\\b.rb"><testcase name="x"><failure><![CDATA[</testcase><a]]></failure></testcase><testcase name="y"><flakyFailure/><system-out><!-- <failure/> --></system-out></testcase></testsuite>`,
      [{ name: 'x', file: './test\\b.rb' }],
    ],
    [
      'of a suite that could not start',
      `<testsuites><testsuite name="broken"><error>no such module</error></testsuite><testsuite name="s"><testcase name="y"/></testsuite></testsuites>`,
      [{ name: 'broken', file: null }],
    ],
  ])('%s says which tests failed', (_, text, failed) => {
    expect(parseJunit(text)).toEqual({ passed: 1, failed });
  });

  test.each([
    ['that is cut off', suite(RED).slice(0, -14)],
    ['with crossed tags', '<testsuite><testcase></testsuite></testcase>'],
    ['of something else', '<html><body/></html>'],
    ['of no elements at all', 'ok 1 - fine'],
    [
      'with a document type of its own',
      '<!DOCTYPE a [<!ENTITY a "aa">]><testsuite name="&a;"/>',
    ],
  ])('%s is none', (_, text) => {
    expect(parseJunit(text)).toBeNull();
  });

  test('keeps five hundred names and counts the rest no further', () => {
    const many = Array.from(
      { length: 600 },
      (_, n) => `<testcase name="t${n}"><failure/></testcase>`,
    );
    expect(parseJunit(suite(...many))?.failed).toHaveLength(500);
  });
});

describe('a check that names a JUnit file', () => {
  const print = (text: string): string => `printf '%s' '${text}' > junit.xml`;

  test('says which tests failed, with their files from the workdir', async () => {
    using stage = new Stage();
    const text = suite(
      RED.replace('name="is', `file="${stage.path('test/l.ts')}" name="is`),
      '<testcase name="ok"/>',
    );
    expect(await check(stage, `${print(text)}; exit 1`)).toMatchObject({
      passed: false,
      tests: {
        passed: 1,
        failed: [{ name: 'list › is empty', file: 'test/l.ts' }],
      },
    });
  });

  test('takes no file from before for evidence, however new its date', async () => {
    using stage = new Stage();
    writeFileSync(stage.path('junit.xml'), suite(RED));
    utimesSync(stage.path('junit.xml'), new Date(), new Date(2100, 1));
    const result = await check(stage, 'echo out; exit 1');
    expect(result.tests).toBeUndefined();
    expect(result).toMatchObject({
      passed: false,
      output:
        'out\n\n[junit.xml is from before this check: the exit code alone decides]\n',
    });
    const again = await check(stage, `${print(suite(RED))}; exit 1`);
    expect(again.tests?.failed).toHaveLength(1);
  });

  test.each([
    ['was not written', 'true', 'junit.xml'],
    ['is no whole JUnit report', 'echo "<testsuite>" > junit.xml', 'junit.xml'],
    ['is no file', 'mkfifo junit.xml', 'junit.xml'],
    [
      'is larger than 20 MB',
      'head -c 21000000 /dev/zero > junit.xml',
      'junit.xml',
    ],
    ['is not a path below the workdir', 'true', '../junit.xml'],
  ])(
    'that %s passes by its exit code, and says why',
    async (why, run, name) => {
      using stage = new Stage();
      const result = await check(stage, run, name);
      expect(result).toMatchObject({ passed: true, exit_code: 0 });
      expect(result.tests).toBeUndefined();
      expect(result.output).toContain(`${name} ${why}`);
    },
  );

  test('follows no link to a file of somebody else', async () => {
    using stage = new Stage();
    writeFileSync(stage.path('theirs.xml'), suite(RED));
    symlinkSync(stage.path('theirs.xml'), stage.path('junit.xml'));
    const { output } = await check(stage, 'true');
    expect(output).toContain('is no file');
  });
});

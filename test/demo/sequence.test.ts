import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/model/finding.ts';
import { parseAnswer } from '../../src/schema/parse-answer.ts';
import { overlaps } from '../../src/plan/overlap.ts';
import { replay, transcribe } from '../adapters/agents/replay.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { callAgent, DEMO } from './call-agent.ts';
import { demoUnits, diffOf, promptFor, type DemoUnit } from './prompts.ts';

const TIMEOUT_MS = 60_000;
const CODEX = ['exec', '--json', '--skip-git-repo-check'];
const GEMINI = ['--output-format', 'stream-json', '--approval-mode'];
const UI_UNIT = '6';

/** A scratch copy of the project the demo starts from. */
function startProject(): string {
  const folder = tempFolder();
  cpSync(join(DEMO, 'project'), folder, { recursive: true });
  return folder;
}

async function work(
  unit: DemoUnit,
  cwd: string,
  prompt: string,
): Promise<string[]> {
  const { exitCode, stdout } =
    unit.id === UI_UNIT
      ? await callAgent('gemini', [...GEMINI, 'yolo'], { cwd, prompt })
      : await callAgent('codex', [...CODEX, '-s', 'workspace-write', '-'], {
          cwd,
          prompt,
        });
  expect(exitCode).toBe(0);
  const name = unit.id === UI_UNIT ? 'gemini' : 'codex';
  const outcome = replay(name, stdout);
  const text = outcome.type === 'answered' ? outcome.text : '';
  const report = parseAnswer('report', text);
  expect(report.ok && report.value.status).toBe('completed');
  return [...transcribe(name, stdout).files_written].map((file) =>
    file.slice(cwd.length + 1),
  );
}

/** By another vendor than the author. */
async function review(unit: DemoUnit, cwd: string): Promise<Verdict> {
  const prompt = promptFor.review(unit, diffOf(cwd, unit.writes));
  const isUi = unit.id === UI_UNIT;
  const { exitCode, stdout } = isUi
    ? await callAgent('codex', [...CODEX, '-s', 'read-only', '-'], {
        cwd,
        prompt,
      })
    : await callAgent('gemini', [...GEMINI, 'plan'], { cwd, prompt });
  expect(exitCode).toBe(0);
  const outcome = replay(isUi ? 'codex' : 'gemini', stdout);
  const text = outcome.type === 'answered' ? outcome.text : '';
  const verdict = parseAnswer('verdict', text);
  if (!verdict.ok) throw new Error(verdict.error.join('; '));
  return verdict.value;
}

type Script = {
  readonly units: Readonly<
    Record<
      string,
      {
        readonly reviews?: readonly {
          readonly when_added: string;
          readonly issues: readonly { file: string; line: number }[];
        }[];
      }
    >
  >;
};

/** What the script objects to, with the place it names. */
function objections() {
  const text = readFileSync(join(DEMO, 'script.json'), 'utf8');
  const { units } = JSON.parse(text) as Script;
  return Object.values(units).flatMap(({ reviews = [] }) =>
    reviews.flatMap(({ when_added: quote, issues }) =>
      issues.map(({ file, line }) => ({ file, line, quote })),
    ),
  );
}

/** Runs `node --test`, or one test file. */
const runTests = (cwd: string, file = '--test'): Promise<number | null> =>
  new Promise((resolve, reject) => {
    // A test runner that finds itself inside another one reports to it.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const child = spawn(process.execPath, [file], {
      cwd,
      env,
      stdio: 'ignore',
    });
    child.on('error', reject);
    child.on('close', resolve);
  });

describe('the demo', () => {
  test(
    'turns its project into one whose tests pass',
    async () => {
      const cwd = startProject();
      expect(await runTests(cwd)).toBe(0);
      const units = demoUnits();
      const required = units.filter(({ isOptional }) => !isOptional);
      expect([required.length, units.length]).toEqual([7, 8]);

      const written = await Promise.all(
        units.map((unit) => work(unit, cwd, promptFor.implement(unit))),
      );
      units.forEach(({ id, writes }, place) => {
        for (const file of written[place] ?? []) {
          const isInside = writes.some((path) => overlaps(path, file));
          expect(isInside, `${file} of ${id}`).toBe(true);
        }
      });
      // The flaw is real: the test of the last unit sees it.
      expect(await runTests(cwd, 'test/index.test.js')).toBe(1);

      const verdicts = await Promise.all(
        units.map((unit) => review(unit, cwd)),
      );
      expect(verdicts.map(({ task_id }) => task_id)).toEqual(
        units.map(({ id }) => id),
      );
      expect(verdicts.map(({ severity }) => severity)).toEqual([
        'minor',
        'none',
        'none',
        'none',
        'major',
        'none',
        'none',
        'none',
      ]);
      for (const { file, line, quote } of objections()) {
        const lines = readFileSync(join(cwd, file), 'utf8').split('\n');
        expect(lines[line - 1]).toContain(quote);
      }

      const flawed = units.find((_, n) => verdicts[n]?.severity === 'major');
      const finding = verdicts[4]?.issues?.[0]?.description ?? '';
      if (flawed === undefined) throw new Error('no unit has a finding');
      await work(flawed, cwd, promptFor.fix(flawed, finding));
      expect((await review(flawed, cwd)).severity).toBe('none');
      expect(await runTests(cwd)).toBe(0);
    },
    TIMEOUT_MS,
  );

  test(
    'fixes nothing it was not told of',
    async () => {
      const cwd = startProject();
      const unit = demoUnits()[4];
      if (unit === undefined) throw new Error('no fifth unit');
      const { stdout } = await callAgent(
        'codex',
        [...CODEX, '-s', 'workspace-write', '-'],
        { cwd, prompt: promptFor.fix(unit, 'Something is wrong.') },
      );
      const outcome = replay('codex', stdout);
      const text = outcome.type === 'answered' ? outcome.text : '';
      expect(parseAnswer('report', text)).toMatchObject({
        value: { status: 'failed' },
      });
      expect(existsSync(join(cwd, 'src'))).toBe(false);
    },
    TIMEOUT_MS,
  );

  test(
    'does not approve a review without a diff',
    async () => {
      const cwd = startProject();
      const unit = demoUnits()[0];
      if (unit === undefined) throw new Error('no first unit');
      const { stdout } = await callAgent('gemini', [...GEMINI, 'plan'], {
        cwd,
        prompt: promptFor.review(unit, ''),
      });
      const outcome = replay('gemini', stdout);
      const text = outcome.type === 'answered' ? outcome.text : '';
      expect(parseAnswer('verdict', text)).toMatchObject({
        value: { severity: 'major' },
      });
    },
    TIMEOUT_MS,
  );

  test(
    'builds each unit on its dependencies alone',
    async () => {
      // 1 ─▶ 3 ─▶ 5      2 ─▶ 5 (it reads what 2 writes)
      const units = demoUnits();
      const after: Readonly<Record<string, readonly string[]>> = {
        1: [],
        2: [],
        3: ['1'],
        4: ['1'],
        5: ['1', '2', '3'],
        6: [],
        8: ['1', '3'],
      };
      for (const [id, before] of Object.entries(after)) {
        const cwd = startProject();
        for (const one of [...before, id]) copyAnswer(units, one, cwd);
        const own = units.find((unit) => unit.id === id)?.writes ?? [];
        for (const file of own.filter((path) => path.endsWith('.test.js'))) {
          expect(await runTests(cwd, file), file).toBe(0);
        }
      }
    },
    TIMEOUT_MS,
  );
});

function copyAnswer(units: readonly DemoUnit[], id: string, cwd: string): void {
  for (const path of units.find((unit) => unit.id === id)?.writes ?? []) {
    const fixed = join(DEMO, 'answers', id, 'fix', path);
    const first = join(DEMO, 'answers', id, 'implement', path);
    const target = join(cwd, path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(existsSync(fixed) ? fixed : first, target);
  }
}

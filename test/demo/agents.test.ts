import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codex } from '../../src/adapters/agents/codex.ts';
import { gemini } from '../../src/adapters/agents/gemini.ts';
import type { Call } from '../../src/adapters/agents/backend.ts';
import type { Role } from '../../src/model/assignment.ts';
import { answerSchema, parseAnswer } from '../../src/schema/parse-answer.ts';
import { replay, transcribe } from '../adapters/agents/replay.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { callAgent, DEMO } from './call-agent.ts';
import { demoUnits, promptFor } from './prompts.ts';

const TIMEOUT_MS = 30_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const [unit] = demoUnits();
if (unit === undefined) throw new Error('the demo has no units');

/** The arguments with which the product calls a CLI. */
function invocation(
  backend: typeof codex,
  cwd: string,
  facts: { role: Role; prompt: string; session_id?: string; folder?: string },
) {
  const { role, prompt, session_id = null, folder = null } = facts;
  const call: Call = {
    request: {
      backend: backend.name,
      role,
      task_id: role === 'assign' ? 'run' : '1',
      n: 1,
      run_id: 'r',
      spec_path: '.kiro/specs/recipe-box',
      mark: 'm',
      cwd,
      prompt,
      answer: role === 'assign' ? 'assignment' : 'report',
      session_id,
      log_name: 'x',
      timeoutMs: 60_000,
    },
    config: { model: 'some-model' },
    folder: folder ?? cwd,
    schema: folder === null ? null : answerSchema('assignment'),
    env: {},
  };
  const { args, files, prompt: stdin } = backend.invocation(call);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder ?? tempFolder(), name), content);
  }
  return { args, prompt: stdin };
}

describe.each([codex, gemini])('$name of the demo', (backend) => {
  const name = backend.name as 'codex' | 'gemini';

  test(
    'is called as the product calls the real one, and understood',
    async () => {
      const cwd = tempFolder();
      const { args, prompt } = invocation(backend, cwd, {
        role: 'implement',
        prompt: promptFor.implement(unit),
      });
      const { exitCode, stdout } = await callAgent(name, args, { cwd, prompt });
      expect(exitCode).toBe(0);
      const outcome = replay(name, stdout);
      const text = outcome.type === 'answered' ? outcome.text : '';
      expect(parseAnswer('report', text)).toMatchObject({
        ok: true,
        value: {
          status: 'completed',
          subtasks: unit.subtasks.map(({ task_id }) => ({ task_id })),
        },
      });
      const seen = transcribe(name, stdout);
      expect(seen.session_id).toMatch(UUID);
      expect([...seen.files_written].toSorted()).toEqual(
        unit.writes.map((path) => join(cwd, path)).toSorted(),
      );
      expect(seen.open_tools.size).toBe(0);
      const usage = seen.usage ?? seen.session_usage;
      expect(usage?.input_tokens).toBeGreaterThan(100);
      expect(usage?.output_tokens).toBeGreaterThan(100);
    },
    TIMEOUT_MS,
  );

  test(
    'goes on with a session and the same folder',
    async () => {
      const cwd = tempFolder();
      const session_id = '01a1fb14-8fc1-7210-a71c-3e053c34a125';
      const { args, prompt } = invocation(backend, cwd, {
        role: 'fix',
        prompt: promptFor.fix(unit, 'something'),
        session_id,
      });
      const { exitCode, stdout } = await callAgent(name, args, { cwd, prompt });
      expect(exitCode).toBe(0);
      expect(transcribe(name, stdout).session_id).toBe(session_id);
      expect(readdirSync(cwd)).toContain('src');
    },
    TIMEOUT_MS,
  );

  test(
    'writes nothing where it may only read',
    async () => {
      const cwd = tempFolder();
      const { args } = invocation(backend, cwd, {
        role: 'review',
        prompt: 'x',
      });
      const prompt = promptFor.implement(unit);
      const { exitCode, stdout } = await callAgent(name, args, { cwd, prompt });
      expect(exitCode).toBe(0);
      expect(replay(name, stdout).type).toBe('answered');
      expect(readdirSync(cwd)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test('says its version and is a program', async () => {
    expect(statSync(join(DEMO, 'bin', name)).mode & 0o111).toBe(0o111);
    const { exitCode, stdout } = await callAgent(name, ['--version'], {
      cwd: tempFolder(),
    });
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(/^\D*\d+\.\d+\.\d+-demo\n$/),
    ]);
  });

  test('refuses a flag that the real one does not know', async () => {
    const { args } = invocation(backend, '/', { role: 'review', prompt: 'x' });
    const { exitCode, stdout, stderr } = await callAgent(
      name,
      [...args, '--nonsense'],
      { cwd: tempFolder(), prompt: promptFor.implement(unit) },
    );
    expect(exitCode).toBe(name === 'codex' ? 2 : 1);
    expect(stdout).toBe('');
    expect(stderr).toContain('nonsense');
  });

  test('refuses an empty prompt', async () => {
    const cwd = tempFolder();
    const { args } = invocation(backend, cwd, { role: 'review', prompt: 'x' });
    const { exitCode, stderr } = await callAgent(name, args, { cwd });
    expect(exitCode).toBe(name === 'codex' ? 1 : 42);
    expect(stderr).toMatch(/via stdin/);
  });

  test('fails its turn for a unit it does not know', async () => {
    const cwd = tempFolder();
    const { args, prompt } = invocation(backend, cwd, {
      role: 'implement',
      prompt: promptFor.implement({ ...unit, id: '99' }),
    });
    const { exitCode, stdout } = await callAgent(name, args, { cwd, prompt });
    expect(exitCode).toBe(1);
    expect(replay(name, stdout, { exit_code: 1 })).toMatchObject({
      type: 'failed',
      failure: { message: expect.stringContaining('99') as string },
    });
  });
});

test(
  'the environment says which unit is meant',
  async () => {
    const cwd = tempFolder();
    const { args } = invocation(codex, cwd, { role: 'implement', prompt: 'x' });
    const { exitCode } = await callAgent('codex', args, {
      cwd,
      prompt: 'Build it.',
      env: { ORCHESTRATION_ROLE: 'implement', ORCHESTRATION_UNIT: '2' },
    });
    expect(exitCode).toBe(0);
    expect(readdirSync(join(cwd, 'src'))).toEqual(['units.js']);
  },
  TIMEOUT_MS,
);

test(
  'an optional subtask is done where it was asked for',
  async () => {
    const [, second] = demoUnits();
    if (second === undefined) throw new Error('no second unit');
    const cwd = tempFolder();
    const { args } = invocation(codex, cwd, { role: 'implement', prompt: 'x' });
    await callAgent('codex', args, {
      cwd,
      prompt: promptFor.implement({
        ...second,
        subtasks: [...second.subtasks, { task_id: '2.3', title: 'x' }],
      }),
    });
    expect(readdirSync(join(cwd, 'test')).toSorted()).toEqual([
      'units-there-and-back.test.js',
      'units.test.js',
    ]);
  },
  TIMEOUT_MS,
);

test('codex resumes with fewer flags, and only a session', async () => {
  const cwd = tempFolder();
  const prompt = promptFor.implement(unit);
  const flags = ['exec', 'resume', '--json', '-s', 'read-only', 'x', '-'];
  const withSandbox = await callAgent('codex', flags, { cwd, prompt });
  expect(withSandbox.exitCode).toBe(2);
  expect(withSandbox.stderr).toContain("'-s'");
  const unknown = ['exec', 'resume', '--json', 'last', '-'];
  const withoutSession = await callAgent('codex', unknown, { cwd, prompt });
  expect(withoutSession.exitCode).toBe(1);
  expect(withoutSession.stderr).toMatch(codex.session_missing);
});

test(
  'codex answers in the form of a schema it is given',
  async () => {
    const cwd = tempFolder();
    const ids = demoUnits().map(({ id }) => id);
    const { args, prompt } = invocation(codex, cwd, {
      role: 'assign',
      prompt: promptFor.assign(ids),
      folder: tempFolder(),
    });
    expect(args).toContain('--output-schema');
    const { stdout } = await callAgent('codex', args, { cwd, prompt });
    const outcome = replay('codex', stdout);
    const text = outcome.type === 'answered' ? outcome.text : '';
    const answer = JSON.parse(text) as {
      dispatch_units: { task_id: string }[];
    };
    // A strict schema has no open maps.
    expect(Object.keys(answer)).toEqual(['dispatch_units']);
    expect(answer.dispatch_units.map(({ task_id }) => task_id)).toEqual(ids);
    expect(readFileSync(join(DEMO, 'script.json'), 'utf8')).toContain(
      'window_mapping',
    );
  },
  TIMEOUT_MS,
);

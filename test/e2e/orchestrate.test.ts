import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Ground, unitsOn } from './ground.ts';

const LLM = ['--mode', 'llm', '--backend', 'codex'];

const asked = (ground: Ground): number =>
  ground.calls().filter((call) => /^run\/orchestrate-\d+ start$/.test(call))
    .length;

test('an orchestrator is shown what may happen, and its choices bring the spec to its end', async () => {
  using ground = new Ground();
  const { exitCode, stdout } = await ground.run(
    ...['--spec', ground.spec, ...LLM],
  );
  expect(exitCode).toBe(0);
  expect(unitsOn(ground, 'main').toSorted()).toEqual(['1', '2', '3', '4']);
  expect(stdout).toContain('orchestrator: assign_dispatch: All of it.');
  expect(stdout).toContain('orchestrator: dispatch_batch: All of it.');
  expect(asked(ground)).toBeGreaterThan(4);
  const prompt = readFileSync(
    join(
      ground.repo,
      '.orchestration/thing/attempts/run-orchestrate-2/prompt.md',
    ),
    'utf8',
  );
  expect(prompt).toMatch(/^- `dispatch_batch`: .*: `1`, `2`$/m);
  expect(prompt).toContain('0 of 4 units completed');
  expect(prompt).toContain('"task_id": "3"');
});

test('one that talks nonsense stops nothing, and one that halts ends the run', async () => {
  using ground = new Ground();
  ground.script({
    'run/orchestrate-1': { answer: 'Let us begin!' },
    'run/orchestrate-2': {
      answer: '{"decision":"CONTINUE","actions":[{"type":"deploy"}]}',
    },
    'run/orchestrate-3': {
      answer:
        '{"decision":"CONTINUE","actions":[{"type":"halt"}],"notes":"lunch"}',
    },
  });
  const first = await ground.go(...LLM, '--jobs', '1');
  expect(first.exitCode).toBe(1);
  expect(first.stdout).toContain(
    'this tick is decided without the orchestrator',
  );
  expect(first.stdout).toContain('halted by the orchestrator: lunch');
  expect(ground.calls()).toContain('1/implement-1 end');

  ground.script({});
  const second = await ground.run('--spec', ground.spec);
  expect(second.exitCode).toBe(0);
  expect(asked(ground)).toBeGreaterThan(3);
  expect(unitsOn(ground, 'main').toSorted()).toEqual(['1', '2', '3', '4']);
});

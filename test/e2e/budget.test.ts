import { expect, test } from 'vitest';
import { Ground } from './ground.ts';

/** Every call of the scripted agent says that it used 110 tokens. */
test('a budget that is used up is asked about, granted, and raised', async () => {
  using ground = new Ground();
  const first = await ground.go('--jobs', '1', '--max-tokens', '200');
  expect(first.exitCode).toBe(2);
  expect(ground.calls().filter((call) => call.endsWith('start'))).toEqual([
    '1/implement-1 start',
    '1/review-1 start',
  ]);
  expect(first.stdout).toContain(
    'the whole run: The budget is used up: 220 of 200 tokens.',
  );
  expect(first.stdout).toMatch(/- codex: 2 attempts, 220 tokens/);

  const place = ['--spec', ground.spec];
  const listed = await ground.run('decide', ...place);
  expect(listed.stdout).toContain('D1  the whole run');
  const answered = await ground.run('decide', 'D1', '--option', '1', ...place);
  expect(answered.exitCode).toBe(0);
  const second = await ground.go('--jobs', '1', '--max-tokens', '200');
  expect(second.exitCode).toBe(2);
  expect(second.stdout).toContain('440 of 420 tokens');

  const third = await ground.go('--max-tokens', '100000');
  expect(third.exitCode).toBe(0);
  const status = await ground.run('status', '--json', ...place);
  const state = JSON.parse(status.stdout) as {
    readonly pending_decisions: readonly unknown[];
    readonly usage: { readonly by_unit: readonly object[] };
  };
  expect(state.pending_decisions).toEqual([]);
  expect(state.usage.by_unit).toContainEqual(
    expect.objectContaining({ name: '1', attempts: 2, input_tokens: 200 }),
  );
});

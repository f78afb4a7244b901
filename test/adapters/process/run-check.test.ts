import { expect, test } from 'vitest';
import { createChecks } from '../../../src/adapters/process/run-check.ts';
import { aliveWith, Stage } from './stage.ts';

const check = (
  stage: Stage,
  run: string,
  options: {
    timeoutMs?: number;
    signal?: AbortSignal;
    mark?: string;
    log_name?: string;
  } = {},
) =>
  createChecks({
    edge: stage.edge(),
    attemptsDir: stage.path('attempts'),
    run_id: 'run-1',
    spec_path: '.kiro/specs/x',
  }).run(
    {
      name: 'tests',
      run,
      timeoutMs: options.timeoutMs ?? 60_000,
      resources: [],
      junit: null,
    },
    {
      cwd: stage.dir,
      mark: options.mark ?? stage.mark(),
      task_id: '2.1',
      signal: options.signal ?? new AbortController().signal,
      log_name: options.log_name ?? 'check.log',
    },
  );

test('runs the command as it was written, in a shell', async () => {
  using stage = new Stage();
  const run = `echo "a  b" '$HOME' | tr a-z A-Z; echo err >&2; echo end; false || exit 3`;
  expect(await check(stage, run)).toMatchObject({
    name: 'tests',
    run,
    passed: false,
    exit_code: 3,
    output: 'A  B $HOME\nerr\nend\n',
  });
  expect(stage.read('attempts/check.log')).toBe('A  B $HOME\nerr\nend\n');
});

test('passes by exit code 0 alone, whatever it prints', async () => {
  using stage = new Stage();
  expect(await check(stage, 'echo FAILED')).toMatchObject({
    passed: true,
    exit_code: 0,
  });
  expect(await check(stage, 'kill -9 $$')).toMatchObject({
    passed: false,
    exit_code: null,
  });
  expect(await check(stage, 'no-such-command')).toMatchObject({
    passed: false,
    exit_code: 127,
  });
});

test("has the user's whole environment, and the run's", async () => {
  using stage = new Stage({
    env: { ...process.env, GITHUB_TOKEN: 'hush-hush-1' },
  });
  const { output } = await check(
    stage,
    'echo "$(echo -n $GITHUB_TOKEN | wc -c) $ORCHESTRATION_UNIT $ORCHESTRATION_RUN $ORCHESTRATION_SPEC"; echo $GITHUB_TOKEN',
  );
  expect(output).toBe('11 2.1 run-1 .kiro/specs/x\n[masked]\n');
  expect(stage.read('attempts/check.log')).not.toContain('hush');
});

test('keeps the end of a long output, and all of it in the log', async () => {
  using stage = new Stage();
  const { output } = await check(stage, 'seq 100000');
  expect(output.length).toBeLessThanOrEqual(8192);
  expect(output.endsWith('99999\n100000\n')).toBe(true);
  expect(stage.read('attempts/check.log')).toHaveLength(588_895);
});

test('over its time is stopped with all it has started, and says so', async () => {
  using stage = new Stage();
  const mark = stage.mark();
  const result = await check(
    stage,
    'echo begun; setsid sleep 600 & sleep 600',
    {
      timeoutMs: 500,
      mark,
    },
  );
  expect(result).toMatchObject({ passed: false, exit_code: null });
  // The shell may live long enough to tell of its child's end.
  expect(result.output).toMatch(
    /^begun\n(Terminated\n)?\n\[stopped after 500ms\]\n$/,
  );
  expect(aliveWith(mark)).toEqual([]);
});

test('leaves no server behind, and does not wait for one', async () => {
  using stage = new Stage();
  const mark = stage.mark();
  const result = await check(stage, 'sleep 600 & echo ok', { mark });
  expect(result).toMatchObject({ passed: true, output: 'ok\n' });
  expect(aliveWith(mark)).toEqual([]);
});

test('that was canceled has not passed', async () => {
  using stage = new Stage();
  const result = await check(stage, 'exit 0', { signal: AbortSignal.abort() });
  expect(result).toMatchObject({ passed: false, exit_code: null });
});

test('writes no log outside its folder', async () => {
  using stage = new Stage();
  await expect(
    check(stage, 'exit 0', { log_name: '../out.log' }),
  ).rejects.toThrow('expected a plain path');
});

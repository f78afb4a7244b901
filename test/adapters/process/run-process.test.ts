import { expect, test } from 'vitest';
import { runProcess } from '../../../src/adapters/process/run-process.ts';
import { aliveWith, Stage } from './stage.ts';

test('gives exit code and both outputs, and never rejects for a bad exit', async () => {
  using stage = new Stage();
  const file = stage.program('p', 'echo out; echo err >&2; exit 3');
  expect(await runProcess(file, [], { cwd: stage.dir })).toEqual({
    exitCode: 3,
    stdout: 'out\n',
    stderr: 'err\n',
  });
});

test('passes arguments as they are: no shell reads them', async () => {
  using stage = new Stage();
  const file = stage.program('p', 'for a; do echo "<$a>"; done');
  const args = ['$(touch pwned)', 'a b', "'", '', '*'];
  const { stdout } = await runProcess(file, args, { cwd: stage.dir });
  expect(stdout).toBe("<$(touch pwned)>\n<a b>\n<'>\n<>\n<*>\n");
});

test('gives input, and bears a program that does not read it', async () => {
  using stage = new Stage();
  const input = 'x'.repeat(1_000_000);
  const count = stage.program('count', 'wc -c');
  const deaf = stage.program('deaf', 'exec <&-; echo done');
  const options = { cwd: stage.dir, input };
  expect((await runProcess(count, [], options)).stdout.trim()).toBe('1000000');
  expect((await runProcess(deaf, [], options)).stdout).toBe('done\n');
});

test('without input stdin is at its end', async () => {
  using stage = new Stage();
  expect(await runProcess('cat', [], { cwd: stage.dir })).toMatchObject({
    exitCode: 0,
    stdout: '',
  });
});

test('lays env over its own, and undefined takes a name away', async () => {
  using stage = new Stage();
  const file = stage.program('p', 'echo "$ADDED <$HOME>"');
  const { stdout } = await runProcess(file, [], {
    cwd: stage.dir,
    env: { ADDED: 'yes', HOME: undefined },
  });
  expect(stdout).toBe('yes <>\n');
});

test('tells a missing program and a missing folder from a failing one', async () => {
  using stage = new Stage();
  const missing = await runProcess('no-such-program', [], { cwd: stage.dir });
  expect(missing).toMatchObject({ exitCode: null, problem: 'missing' });
  expect(missing.stderr).toContain('no-such-program');
  const folder = await runProcess('cat', [], { cwd: stage.path('nowhere') });
  expect(folder).toMatchObject({
    problem: 'missing',
    stderr: `no such folder: ${stage.path('nowhere')}`,
  });
});

test('a time-out ends the whole group, and does not wait for its pipes', async () => {
  using stage = new Stage();
  const mark = stage.mark();
  const file = stage.program('p', 'echo begun; sleep 600 & sleep 600');
  const result = await runProcess(file, [], {
    cwd: stage.dir,
    timeoutMs: 200,
    env: { ORCHESTRATION_MARK: mark },
  });
  expect(result).toEqual({
    exitCode: null,
    stdout: 'begun\n',
    stderr: '',
    problem: 'timeout',
  });
  await expect.poll(() => aliveWith(mark)).toEqual([]);
});

test('an exit is the end, whoever holds the pipes', async () => {
  using stage = new Stage();
  const mark = stage.mark();
  const file = stage.program('p', 'sleep 600 & echo $!; exit 0');
  const result = await runProcess(file, [], {
    cwd: stage.dir,
    env: { ORCHESTRATION_MARK: mark },
  });
  expect(result.exitCode).toBe(0);
  process.kill(Number(result.stdout), 'SIGKILL');
});

test('an abort stops it, and one beforehand starts nothing', async () => {
  using stage = new Stage();
  const stop = new AbortController();
  const file = stage.program('p', 'touch started; exec sleep 600');
  const early = await runProcess(file, [], {
    cwd: stage.dir,
    signal: AbortSignal.abort(),
  });
  expect(early.problem).toBe('canceled');
  expect(() => stage.read('started')).toThrow();
  const running = runProcess(file, [], { cwd: stage.dir, signal: stop.signal });
  await expect.poll(() => stage.read('started')).toBe('');
  stop.abort();
  expect(await running).toMatchObject({ exitCode: null, problem: 'canceled' });
});

test('half an output is never taken for a whole one', async () => {
  using stage = new Stage();
  const result = await runProcess('yes', [], {
    cwd: stage.dir,
    maxBuffer: 100_000,
  });
  expect(result).toMatchObject({ exitCode: null, problem: 'too_much_output' });
  expect(result.stdout.length).toBeLessThanOrEqual(100_000);
});

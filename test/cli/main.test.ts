import { PassThrough, type Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { runCli } from './run-cli.ts';

test('a bug ends with 1, its stack and what caused it', async () => {
  const cause = new Error('the first thing that went wrong');
  const stdout = Object.assign(new PassThrough(), {
    write: () => {
      throw new Error('Internal error: expected a stream, got none', { cause });
    },
  }) as unknown as Writable;
  const { exitCode, stderr } = await runCli(['--help'], { stdout });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('expected a stream, got none');
  expect(stderr).toMatch(/^ +at .*main\.test\.ts/m);
  expect(stderr).toContain('caused by: Error: the first thing that went wrong');
});

import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { commandOutput, guardOutput } from '../../src/cli/log-output.ts';

const SAID = 'a\n::add-mask::b\n ##[group]c ##vso[task.setvariable]d\n';

/** What is in the log after something was written. */
async function logOf(
  env: NodeJS.ProcessEnv,
  write: (stream: NodeJS.WritableStream) => void,
): Promise<string> {
  const stream = new PassThrough();
  write(guardOutput(stream, env));
  stream.end();
  return text(stream);
}

test.each([
  { GITHUB_ACTIONS: 'true' },
  { TF_BUILD: 'True' },
  { TEAMCITY_VERSION: '2025.1' },
])(
  'no text is a command of the service that keeps the log: %j',
  async (env) => {
    const log = await logOf(env, (stream) => stream.write(SAID));
    expect(log).toBe(
      'a\n: :add-mask::b\n ## [group]c ## vso[task.setvariable]d\n',
    );
  },
);

test('elsewhere it stays as it is, and so do commands of our own', async () => {
  expect(await logOf({ CI: 'true' }, (stream) => stream.write(SAID))).toBe(
    SAID,
  );
  const own = await logOf({ GITHUB_ACTIONS: 'true' }, (stream) =>
    commandOutput(stream).write('::group::x\n'),
  );
  expect(own).toBe('::group::x\n');
});

test('a guarded stream is still the one it guards', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const guarded = guardOutput(stream, { GITHUB_ACTIONS: 'true' });
  expect(guarded).toBeInstanceOf(PassThrough);
  expect(guarded.columns).toBe(80);
  let drained = 0;
  guarded.once('drain', () => {
    drained += 1;
  });
  stream.emit('drain');
  stream.emit('drain');
  expect(drained).toBe(1);
});

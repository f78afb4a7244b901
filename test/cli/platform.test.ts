import { expect, onTestFinished, test } from 'vitest';
import { runCli } from './run-cli.ts';

/** Lets the program believe that it runs on another system, for one test. */
const pretend = (platform: NodeJS.Platform): void => {
  const real = Object.getOwnPropertyDescriptor(process, 'platform')!;
  Object.defineProperty(process, 'platform', { ...real, value: platform });
  onTestFinished(() => {
    Object.defineProperty(process, 'platform', real);
  });
};

test('on a system without a process table of its kind every command is refused, and only the help is not', async () => {
  pretend('win32');
  const refused = await runCli(['--spec', 'x']);
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toBe(
    'error: orchestration-loop runs on Linux and macOS, not on win32.\n' +
      'hint: On Windows it runs inside WSL 2, with the CLIs there too.\n',
  );
  expect((await runCli(['--version'])).exitCode).toBe(0);
});

test('macOS is not refused', async () => {
  pretend('darwin');
  const { stderr } = await runCli(['parse', '/no/such/spec']);
  expect(stderr).not.toContain('runs on Linux and macOS');
});

import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { flagName } from '../../src/cli/options.ts';
import { runCli } from './run-cli.ts';

const NAMES = COMMANDS.map(({ name }) => name);

function expectScreen(text: string, maxLines: number): void {
  const lines = text.trimEnd().split('\n');
  expect(lines.length, text).toBeLessThanOrEqual(maxLines);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
}

describe('help', () => {
  test.each([[['--help']], [['-h']], [['help']], [['--json', '--help']]])(
    'of the whole fits a screen and names every command: %j',
    async (argv) => {
      const { exitCode, stdout, stderr } = await runCli(argv);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expectScreen(stdout, 24);
      for (const { name, summary } of COMMANDS)
        expect(stdout).toMatch(
          summary.startsWith('step: ')
            ? new RegExp(
                `^ {2}(\\w+, )*${name}(, \\w+)*: one step of a run each$`,
                'm',
              )
            : new RegExp(`^ {2}${name} +${summary}$`, 'm'),
        );
      expect(stdout).toContain('Example: orchestration-loop --spec');
      expect(stdout).toContain('Exit codes: 0');
    },
  );

  test.each(NAMES)(
    'of %s fits a screen, names every flag and ends in an example',
    async (name) => {
      const { exitCode, stdout } = await runCli([name, '--help']);
      expect(exitCode).toBe(0);
      expectScreen(stdout, 24);
      const flags = stdout.match(/--[a-z][a-z-]*/g) ?? [];
      const { options = {} } =
        COMMANDS.find((each) => each.name === name) ?? {};
      expect(flags).toEqual(
        expect.arrayContaining(Object.keys(options).map(flagName)),
      );
      expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
        /^Example: orchestration-loop /,
      );
      expect(await runCli(['help', name])).toMatchObject({ stdout });
    },
  );

  test('keeps two columns of flags apart', async () => {
    const { stdout } = await runCli(['run', '--help']);
    const starts = stdout
      .split('\n')
      .flatMap((line) => /^ {2}--.* {2}(?=--)/.exec(line)?.[0].length ?? []);
    expect(starts.length).toBeGreaterThan(5);
    expect(new Set(starts).size).toBe(1);
  });

  test('of an unknown command is a wrong command line', async () => {
    const { exitCode, stdout, stderr } = await runCli(['help', 'rnu']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain("unknown command 'rnu'");
  });

  test('is not asked for behind --', async () => {
    const { exitCode, stderr } = await runCli(['lint', '--', '--help']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('No such spec: --help');
  });
});

test('the version is the one of package.json', async () => {
  const { version } = JSON.parse(
    await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  expect(await runCli(['--version'])).toEqual({
    exitCode: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
});

import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/program.ts';
import { runCli } from './run-cli.ts';

/** The command and options that a command line stands for. */
function parse(...argv: readonly string[]): unknown {
  const { command, input } = parseArguments(argv);
  return { command: command.name, ...input };
}

describe('a command line that is understood', () => {
  test('means run where no command is named', () => {
    const run = { command: 'run', args: [], options: { spec: 'a' } };
    expect(parse('--spec', 'a')).toEqual(run);
    expect(parse('run', '--spec=a')).toEqual(run);
  });

  test('holds only what was given, in the types of the options', () => {
    expect(
      parse(
        ...['--state', 's.json', '--jobs', '3', '--timeout', '1h30m'],
        ...['--check', 'npm test', '--check=make', '--isolation', 'shared'],
        ...['--no-land', '--no-ui', '--yes'],
      ),
    ).toEqual({
      command: 'run',
      args: [],
      options: {
        state: 's.json',
        jobs: 3,
        timeout: 5_400_000,
        check: ['npm test', 'make'],
        isolation: 'shared',
        noLand: true,
        noUi: true,
        yes: true,
      },
    });
  });

  test('takes positional arguments where the command has them', () => {
    expect(parse('decide', 'D1', '--option', '2', '--spec', 'a')).toEqual({
      command: 'decide',
      args: ['D1'],
      options: { option: 2, spec: 'a' },
    });
  });
});

describe('a wrong command line ends with 64 and starts nothing', () => {
  test.each([
    [[], 'neither --spec nor --state is given', '--spec .kiro/specs'],
    [['--yes'], 'neither --spec nor --state is given', '--spec .kiro/specs'],
    [['lint'], "missing required argument 'PATH'", 'lint .kiro/specs'],
    [['--sepc', 'a'], "unknown option '--sepc'", 'Did you mean --spec?'],
    [['rnu'], "unknown command 'rnu'", 'Did you mean run?'],
    [['xyzzy'], "unknown command 'xyzzy'", '--help'],
    [['--spec'], '--spec needs a value', 'run --help'],
    [['plan', 'a'], 'too many arguments', 'plan --spec a'],
    [['specs/a'], "unknown command 'specs/a'", '--spec specs/a'],
    [['--spec', ''], 'It is empty', '--help'],
    [['--spec', 'a', 'b'], 'too many arguments', '--help'],
    [['--yes', 'lint'], 'too many arguments', 'orchestration-loop lint'],
    [['lint', 'a', '--jobs', '2'], "unknown option '--jobs'", ''],
    [['--spec', 'a', '--jobs', '0'], 'a whole number from 1', '--help'],
    [['--spec', 'a', '--jobs', '2.5'], 'a whole number from 1', '--help'],
    [['--spec', 'a', '--jobs', '-1'], 'a whole number from 1', '--help'],
    [['--spec', 'a', '--timeout', '5'], 'is not a duration', '--help'],
    [['--spec', 'a', '--timeout', '5m x'], 'is not a duration', '--help'],
    [['--spec', 'a', '--timeout', '0s'], 'is not a duration', '--help'],
    [['--spec', 'a', '--grace', '999d'], 'more than 24 days', '--help'],
    [['--spec', 'a', '--isolation', 'x'], 'one of worktree, shared', '--help'],
  ])('%j', async (argv, message, hint) => {
    const { exitCode, stdout, stderr } = await runCli(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    const [error, advice] = stderr.split('\n');
    expect(error).toMatch(/^error: /);
    expect(error).toContain(message);
    expect(advice).toMatch(/^hint: /);
    expect(advice).toContain(hint);
  });

  test('with --json, its readers get the end of the run as a line', async () => {
    const { exitCode, stdout, stderr } = await runCli([
      '--json',
      '--jbos',
      '2',
    ]);
    expect(exitCode).toBe(64);
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'run_finished',
      exit_code: 64,
      landed: false,
      reason: "unknown option '--jbos'",
      hint: 'Did you mean --jobs?',
    });
    expect(stderr).toContain('--jbos');
  });

  test('what it quotes cannot drive the terminal', async () => {
    const { stderr } = await runCli(['--\u001b[2J\u009b1m']);
    expect(stderr).toContain('unknown option');
    expect(stderr).not.toMatch(/[\u001b\u009b]/);
  });
});

import { usageError } from '../model/user-error.ts';
import type { AnyCommand } from './command.ts';
import { COMMANDS } from './commands.ts';
import { flagUsage, type OptionTable } from './options.ts';
import { VERSION } from './version.ts';

const NAME = 'orchestration-loop';
/** More options than this are shown in two columns, to fit a screen of 24 lines. */
const ONE_COLUMN = 14;
const COLUMN_WIDTH = 39;
/** What most starts need; the rest is in `run --help`. */
const OFTEN = ['spec', 'workdir', 'jobs', 'check', 'dryRun', 'yes', 'json'];

/**
 * The text that was asked for with `--help`, `help` or `--version`, or
 * undefined. It stands apart from the parsing of arguments, because help is
 * what people wait for with nothing on the screen.
 */
export function requestedText(argv: readonly string[]): string | undefined {
  const [first, second] = argv;
  if (first === '--version' || first === '-V') return `${VERSION}\n`;
  if (first === 'help') return helpOf(second);
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  if (!flags.includes('--help') && !flags.includes('-h')) return undefined;
  return helpOf(first?.startsWith('-') === true ? undefined : first);
}

function helpOf(name: string | undefined): string {
  if (name === undefined) return wholeHelp();
  const command = COMMANDS.find((each) => each.name === name);
  if (command !== undefined) return commandHelp(command);
  throw usageError(`unknown command '${name}'`, `See ${NAME} --help`);
}

function wholeHelp(): string {
  const [run] = COMMANDS;
  const often = OFTEN.flatMap((key) => {
    const spec = run.options[key];
    return spec ? [[key, spec] as const] : [];
  });
  return lines([
    `${NAME} ${VERSION}`,
    'Runs a Kiro spec to completion with the coding CLIs you already pay for.',
    '',
    `Usage: ${NAME} --spec PATH [options]`,
    `       ${NAME} COMMAND [options]`,
    '',
    'Commands (COMMAND --help shows its options)',
    ...table(COMMANDS.map(({ name, summary }) => [name, summary])),
    '',
    'Often used with run',
    ...optionLines(Object.fromEntries(often)),
    '',
    'Exit codes: 0 complete, 1 halted, 2 decisions left, 64 wrong usage,',
    '            129 130 143 ended by a signal',
    `Example: ${NAME} ${run.example}`,
  ]);
}

function commandHelp(command: AnyCommand): string {
  const { name, summary, args = [], options, needs, example } = command;
  const usage = [NAME, name, ...args, needsUsage(command), '[options]'];
  return lines([
    `Usage: ${usage.filter((part) => part !== '').join(' ')}`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...(needs.includes('state')
      ? ['The spec is named by its folder or by its state file.']
      : []),
    '',
    ...optionLines(options),
    '',
    `Example: ${NAME} ${example}`,
  ]);
}

function needsUsage({ needs, options }: AnyCommand): string {
  const flags = needs.flatMap((key) => {
    const spec = options[key];
    return spec ? [flagUsage(key, spec)] : [];
  });
  return flags.length > 1 ? `(${flags.join(' | ')})` : flags.join('');
}

function optionLines(options: OptionTable): readonly string[] {
  const cells = Object.entries(options).map(
    ([key, spec]) => [flagUsage(key, spec), spec.help] as const,
  );
  if (cells.length <= ONE_COLUMN) return table(cells);
  const texts = cells.map((cell) => cell.join('  ').trimEnd());
  const rows = Math.ceil(texts.length / 2);
  return texts
    .slice(0, rows)
    .map((left, row) =>
      `  ${left.padEnd(COLUMN_WIDTH)}  ${texts[rows + row] ?? ''}`.trimEnd(),
    );
}

function table(
  rows: readonly (readonly [string, string])[],
): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) =>
    `  ${left.padEnd(width)}  ${right}`.trimEnd(),
  );
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;

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
const OFTEN = ['jobs', 'check', 'dryRun', 'yes', 'json', 'noUi'];

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
  const steps = COMMANDS.filter(isStep).map(({ name }) => name);
  return lines([
    `${NAME} ${VERSION}: runs a Kiro spec to completion, with your coding CLIs`,
    `Usage: ${NAME} [COMMAND] [options]      (COMMAND --help says more)`,
    '',
    ...table(
      COMMANDS.filter((command) => !isStep(command)).map(
        ({ name, summary }) => [name, summary],
      ),
    ),
    ...(steps.length === 0
      ? []
      : [`  ${steps.join(', ')}: one step of a run each`]),
    '',
    `Often: ${oftenUsed(run.options)}`,
    'Exit codes: 0 complete, 1 halted, 2 decisions, 64 usage, 129 130 143 signals',
    `Example: ${NAME} ${run.example}`,
  ]);
}

/** A single step of a run, for those who look into one: they share a line. */
const isStep = ({ summary }: AnyCommand): boolean =>
  summary.startsWith('step: ');

const oftenUsed = (options: OptionTable): string =>
  OFTEN.flatMap((key) => {
    const spec = options[key];
    return spec === undefined ? [] : [flagUsage(key, spec)];
  }).join('  ');

function commandHelp(command: AnyCommand): string {
  const { name, summary, args = [], options, needs, example } = command;
  const usage = [NAME, name, ...args, needsUsage(command), '[options]'];
  return lines([
    `Usage: ${usage.filter((part) => part !== '').join(' ')}`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...(needs.includes('state')
      ? ['The spec is named by its folder or by its state file.']
      : 'state' in options
        ? ['Without --spec it is the run of this folder or of one above.']
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

import {
  Command,
  CommanderError,
  InvalidArgumentError,
  Option,
} from 'commander';
import { usageError } from '../model/user-error.ts';
import { shellWord } from '../view/shell-word.ts';
import type { AnyCommand, CommandInput } from './command.ts';
import { COMMANDS } from './commands.ts';
import {
  flagName,
  flagUsage,
  type OptionSpec,
  type OptionTable,
} from './options.ts';
import { toUsageError } from './usage-faults.ts';

/** A command line that was understood. */
export type Invocation = {
  readonly command: AnyCommand;
  readonly input: CommandInput<OptionTable>;
};

/**
 * Reads the arguments; throws a UserError with exit code 64 for what it does
 * not know. Where a spec has to be named, the message names those there are.
 */
export function parseArguments(
  argv: readonly string[],
  specs: () => readonly string[] = () => [],
): Invocation {
  const [run] = COMMANDS;
  const isNamed = argv[0]?.startsWith('-') === false;
  const found: Invocation[] = [];
  const program = silent(new Command('orchestration-loop')).helpCommand(false);
  for (const command of COMMANDS) {
    const sub = silent(program.command(command.name));
    for (const arg of command.args ?? []) sub.argument(arg);
    for (const [key, spec] of Object.entries(command.options)) {
      sub.addOption(toOption(key, spec));
    }
    sub.action(() => {
      const options = given(command, sub.opts());
      found.push({ command, input: { args: sub.args, options } });
    });
  }
  try {
    program.parse(isNamed ? argv : [run.name, ...argv], { from: 'user' });
  } catch (error) {
    throw error instanceof CommanderError ? toUsageError(error, argv) : error;
  }
  const invocation = found[0];
  if (invocation === undefined) {
    throw new Error('Internal error: expected a command to be found, got none');
  }
  requireNeeds(invocation, specs);
  return invocation;
}

/** Nothing is printed and nothing exits here: cli/main does both. */
const silent = (command: Command): Command =>
  command
    .exitOverride()
    .helpOption(false)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined });

function toOption(key: string, spec: OptionSpec): Option {
  const option = new Option(
    flagUsage(key, spec).replace(/ ([^[].*)$/, ' <$1>'),
  );
  switch (spec.kind) {
    case 'switch':
    case 'optional_value':
      return option;
    case 'list':
      return option.argParser((value, all: readonly string[] | undefined) => [
        ...(all ?? []),
        value,
      ]);
    case 'value':
      return option.argParser((value) => {
        const result = spec.parse(value);
        if (result.ok) return result.value;
        throw new InvalidArgumentError(result.error);
      });
  }
}

/** Commander reads `--no-land` as `land: false`; our table calls it `noLand`. */
function given(
  { options }: AnyCommand,
  read: Readonly<Record<string, unknown>>,
): CommandInput<OptionTable>['options'] {
  const entries = Object.keys(options).flatMap((key) => {
    const positive = positiveName(key);
    if (positive !== undefined)
      return read[positive] === false ? [[key, true]] : [];
    return read[key] === undefined ? [] : [[key, read[key]]];
  });
  return Object.fromEntries(entries) as CommandInput<OptionTable>['options'];
}

function positiveName(key: string): string | undefined {
  const name = /^no([A-Z].*)$/.exec(key)?.[1];
  return name && `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function requireNeeds(
  { command, input }: Invocation,
  specs: () => readonly string[],
): void {
  const { needs, name, example } = command;
  if (needs.length === 0 || needs.some((key) => key in input.options)) return;
  const flags = needs.map(flagName);
  const message =
    flags.length > 1
      ? `neither ${flags.join(' nor ')} is given`
      : `${flags.join('')} is missing`;
  const found = needs.includes('spec') ? specs().map(shellWord) : [];
  const [first] = found;
  const line =
    first === undefined
      ? example
      : `${name === COMMANDS[0].name ? '' : `${name} `}--spec ${first}`;
  const there = found.length > 1 ? `There are ${found.join(', ')}. ` : '';
  throw usageError(message, `${there}For example: orchestration-loop ${line}`);
}

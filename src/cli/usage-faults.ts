import type { CommanderError } from 'commander';
import { usageError, type UserError } from '../model/user-error.ts';
import { shellWord } from '../view/shell-word.ts';
import type { AnyCommand } from './command.ts';
import { COMMANDS } from './commands.ts';

const NAME = 'orchestration-loop';

/** What the parser of arguments did not take, in words of ours: what, why, and the command to write instead. */
export function toUsageError(
  error: CommanderError,
  argv: readonly string[],
): UserError {
  const [first = '', ...rest] = error.message.split('\n');
  const message = first.replace(/^error: /, '');
  const command = commandOf(argv);
  const help = `See ${NAME} ${command === undefined ? '' : `${command.name} `}--help`;
  const [, flag = ''] = /^option '(--[\w-]+)/.exec(message) ?? [];
  switch (error.code) {
    case 'commander.optionMissingArgument':
      return usageError(`${flag} needs a value`, help);
    case 'commander.invalidArgument': {
      const [, value, reason] =
        / argument '([\s\S]*)' is invalid\. (.*)$/.exec(message) ?? [];
      return usageError(
        value === undefined
          ? message
          : `${flag} does not take '${value}'. ${reason ?? ''}`,
        help,
      );
    }
    case 'commander.missingArgument':
      return usageError(
        message,
        `For example: ${NAME} ${command?.example ?? ''}`,
      );
    case 'commander.excessArguments':
      return usageError(message, excessHint(argv, command) ?? help);
    case 'commander.unknownCommand':
      return usageError(message, suggestion(rest) ?? specHint(argv) ?? help);
    default:
      return usageError(message, suggestion(rest) ?? help);
  }
}

const commandOf = ([first]: readonly string[]): AnyCommand | undefined =>
  first === undefined || first.startsWith('-')
    ? COMMANDS[0]
    : COMMANDS.find(({ name }) => name === first);

/** `(Did you mean --spec?)`, without its brackets. */
function suggestion(lines: readonly string[]): string | null {
  const text = lines.join(' ').replace(/^\((.*)\)$/, '$1');
  return text === '' ? null : text;
}

/** A path where a command was expected: most likely the spec. */
const specHint = ([first = '']: readonly string[]): string | null =>
  /[./\\]/.test(first)
    ? `To run a spec: ${NAME} --spec ${shellWord(first)}`
    : null;

function excessHint(
  argv: readonly string[],
  command: AnyCommand | undefined,
): string | null {
  const name = argv
    .slice(1)
    .find((arg) => COMMANDS.some((each) => each.name === arg));
  if (name !== undefined) return `The command goes first: ${NAME} ${name} …`;
  const path = argv.at(-1) ?? '';
  const takesSpec = command !== undefined && 'spec' in command.options;
  const isGiven = argv.some((arg) => /^--(spec|state)\b/.test(arg));
  return takesSpec && !isGiven && argv.length > 1 && !path.startsWith('-')
    ? `The spec is named by a flag: ${NAME} ${command.name} --spec ${shellWord(path)}`
    : null;
}

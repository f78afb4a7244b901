import type { ExitCode } from '../model/exit-codes.ts';
import type { OptionTable, OptionValues } from './options.ts';

/** The world as a command sees it: passed in, so that a test can pass its own. */
export type Io = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
};

/** What was asked for on the command line. */
export type CommandInput<Table extends OptionTable> = {
  readonly args: readonly string[];
  readonly options: OptionValues<Table>;
};

/**
 * What each file in commands/ exports as `command`. It returns the exit code,
 * and throws a UserError where the person who started it must act.
 */
export type CommandModule<Table extends OptionTable> = {
  run(input: CommandInput<Table>, io: Io): Promise<ExitCode>;
};

/** A row of the table of commands: what help shows and what is loaded on use. */
export type CommandEntry<Table extends OptionTable> = {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments as help shows them: `[DIR]`, `<ID>`. */
  readonly args?: readonly string[];
  readonly options: Table;
  /** Options of which at least one must be given. */
  readonly needs?: readonly (keyof Table & string)[];
  readonly example: string;
  readonly load: () => Promise<{ readonly command: CommandModule<Table> }>;
};

/** A row whose option types are checked already and no longer matter. */
export type AnyCommand = Omit<CommandEntry<OptionTable>, 'load' | 'needs'> & {
  readonly needs: readonly string[];
  readonly run: (input: CommandInput<OptionTable>, io: Io) => Promise<ExitCode>;
};

/** Ties a row's options to the command that reads them. */
export function defineCommand<const Table extends OptionTable>(
  entry: CommandEntry<Table>,
): AnyCommand {
  const { load, needs = [], ...row } = entry;
  return {
    ...row,
    needs,
    run: async ({ args, options }, io) => {
      const { command } = await load();
      // The values were read by this very table.
      const values = options as OptionValues<Table>;
      return command.run({ args, options: values }, io);
    },
  };
}

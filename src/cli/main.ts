import { EXIT_CODES, type ExitCode } from '../model/exit-codes.ts';
import { UserError } from '../model/user-error.ts';
import { toJsonLine } from '../report/lines/ndjson.ts';
import type { Io } from './command.ts';
import { requestedText } from './help.ts';
import { guardOutput } from './log-output.ts';
import { requireSupported } from './platform.ts';
import { specsHere } from './specs-here.ts';

/** Runs the program in this process, and is the only place that sets its exit code. */
export async function main(): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  // Whoever reads the output may leave first (`| head`), and a terminal may be
  // closed: no reason to die.
  for (const stream of [stdin, stdout, stderr]) stream.on('error', ignoreGone);
  const io: Io = {
    stdin,
    stdout: guardOutput(stdout, env),
    stderr: guardOutput(stderr, env),
    env,
    cwd: process.cwd(),
  };
  process.exitCode = await execute(process.argv.slice(2), io);
}

/** Does what the arguments ask for, and turns whatever is thrown into words and an exit code. */
export async function execute(
  argv: readonly string[],
  io: Io,
): Promise<ExitCode> {
  try {
    const text = requestedText(argv);
    if (text !== undefined) {
      io.stdout.write(text);
      return EXIT_CODES.complete;
    }
    requireSupported(process.platform);
    const { parseArguments } = await import('./program.ts');
    const { command, input } = parseArguments(argv, () => specsHere(io.cwd));
    return await command.run(input, io);
  } catch (error) {
    return refuse(error, { io, asJson: argv.includes('--json') });
  }
}

function refuse(
  error: unknown,
  { io, asJson }: { readonly io: Io; readonly asJson: boolean },
): ExitCode {
  const isExpected = error instanceof UserError;
  const exitCode = isExpected ? error.exitCode : EXIT_CODES.halted;
  const reason = error instanceof Error ? error.message : String(error);
  const hint = isExpected ? error.hint : undefined;
  if (asJson) {
    // The end of a run that never began, in the form its readers wait for.
    const line = {
      seq: 0,
      at: new Date().toISOString(),
      type: 'run_finished',
      exit_code: exitCode,
      completed: 0,
      total: 0,
      landed: false,
      reason,
      ...(hint === undefined ? {} : { hint }),
    };
    io.stdout.write(`${toJsonLine(line)}\n`);
  }
  const text = isExpected ? `error: ${reason}` : stackOf(error);
  io.stderr.write(printable(text));
  if (hint !== undefined) io.stderr.write(printable(`hint: ${hint}`));
  return exitCode;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  const own = error.stack ?? String(error);
  return error.cause === undefined
    ? own
    : `${own}\ncaused by: ${stackOf(error.cause)}`;
}

/** Escapes of a terminal, and what turns the reading direction. */
const UNPRINTABLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A message may quote a spec or an agent: nothing of theirs that a terminal acts on reaches it. */
const printable = (text: string): string =>
  `${text.replace(UNPRINTABLE, '\ufffd')}\n`;

function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
}

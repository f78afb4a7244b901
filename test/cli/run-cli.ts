import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ReadStream } from 'node:tty';
import type { Io } from '../../src/cli/command.ts';
import { execute } from '../../src/cli/main.ts';

/** What a person or a script sees of one start of the program. */
export type CliResult = {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs the program's entry in this process, with streams of its own. */
export async function runCli(
  argv: readonly string[],
  io: Partial<Io> = {},
): Promise<CliResult> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exitCode = await execute(argv, {
    stdin: new PassThrough() as unknown as ReadStream,
    stdout,
    stderr,
    env: {},
    cwd: '/',
    ...io,
  });
  stdout.end();
  stderr.end();
  return { exitCode, stdout: await text(stdout), stderr: await text(stderr) };
}

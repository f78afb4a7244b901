import type { Io } from './command.ts';

/** Whether somebody may read this stream as it is written. */
export const isTerminal = (
  stream: NodeJS.WritableStream,
): stream is NodeJS.WriteStream => 'isTTY' in stream && stream.isTTY === true;

/** Whether a person is there to be asked: questions go to the error stream. */
export const canAsk = ({ stdin, stderr }: Io): boolean =>
  stdin.isTTY && isTerminal(stderr);

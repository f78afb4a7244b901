import { createInterface } from 'node:readline/promises';
import type { Io } from './command.ts';

/** Asks before anything of the run exists; Ctrl-C and an end of input are a no. */
export async function askConsent(question: string, io: Io): Promise<boolean> {
  const prompt = createInterface({ input: io.stdin, output: io.stderr });
  const abort = new AbortController();
  const giveUp = (): void => {
    abort.abort();
  };
  prompt.once('SIGINT', giveUp);
  prompt.once('close', giveUp);
  try {
    const answer = await prompt.question(`${question} [y/N] `, {
      signal: abort.signal,
    });
    return /^\s*y(es)?\s*$/i.test(answer);
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    io.stderr.write('\n');
    return false;
  } finally {
    prompt.close();
  }
}

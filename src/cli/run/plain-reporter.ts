import { plainLine } from '../../report/plain.ts';
import { oneLine } from '../../view/terminal-text.ts';
import type { Io } from '../command.ts';
import type { Reporter } from './reporter.ts';

/** One line for each thing worth telling: for logs, and where nothing can be drawn. */
export function createPlainReporter(
  io: Io,
  options: { readonly colour: boolean },
): Reporter {
  return {
    onEvents: (events) => {
      for (const event of events) {
        const line = plainLine(event, options);
        if (line !== null) io.stdout.write(`${line}\n`);
      }
    },
    onActivity: () => undefined,
    say: (text) => {
      io.stderr.write(`${oneLine(text)}\n`);
    },
    end: () => Promise.resolve(),
  };
}

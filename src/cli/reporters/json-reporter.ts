import { eventLine } from '../../report/lines/ndjson.ts';
import { oneLine } from '../../view/terminal-text.ts';
import type { Io } from '../command.ts';
import type { Reporter } from './reporter.ts';

/** The events as they are, one a line on stdout; everything else on stderr. */
export function createJsonReporter(io: Io): Reporter {
  return {
    onEvents: (events) => {
      for (const event of events) io.stdout.write(eventLine(event));
    },
    onActivity: () => undefined,
    say: (text) => {
      io.stderr.write(`${oneLine(text)}\n`);
    },
    end: () => Promise.resolve(),
  };
}

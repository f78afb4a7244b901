import { ciGroup, ciService, inertText } from '../../report/lines/ci-log.ts';
import type { CiService } from '../../report/lines/ci-log.ts';
import { plainLine } from '../../report/lines/plain.ts';
import { oneLine } from '../../view/terminal-text.ts';
import type { Event } from '../../model/event.ts';
import type { Io } from '../command.ts';
import { commandOutput } from '../log-output.ts';
import { createUnitLogs } from './unit-logs.ts';
import type { UnitLogs } from './unit-logs.ts';
import type { Reporter } from './reporter.ts';

/**
 * One line for each thing worth telling: for logs, and where nothing can be
 * drawn. Where a CI service can fold them, what an attempt did stands above
 * its end, in one piece: attempts run side by side, groups cannot.
 */
export function createPlainReporter(
  io: Io,
  options: { readonly colour: boolean },
): Reporter {
  const service = ciService(io.env);
  const logs = createUnitLogs();
  const starts = new Map<string, string>();

  const groupOf = (event: Event, of: CiService): string => {
    if (event.type !== 'attempt_ended') return '';
    const group = attemptGroup(event, { logs, starts });
    logs.forget(event.attempt_id);
    starts.delete(event.attempt_id);
    return group === null ? '' : ciGroup(group, of);
  };

  return {
    onEvents: (events) => {
      for (const event of events) {
        if (service !== null) {
          if (event.type === 'attempt_started') {
            starts.set(event.attempt_id, event.at);
          }
          commandOutput(io.stdout).write(groupOf(event, service));
        }
        const line = plainLine(event, options);
        if (line !== null) io.stdout.write(`${inertText(line, service)}\n`);
      }
    },
    onActivity: (attempt_id, text) => {
      if (service !== null) logs.hear(attempt_id, text);
    },
    say: (text) => {
      io.stderr.write(`${inertText(oneLine(text), service)}\n`);
    },
    end: () => Promise.resolve(),
  };
}

/** What was heard of the attempt; null where nothing was. */
function attemptGroup(
  { attempt_id, at }: Extract<Event, { type: 'attempt_ended' }>,
  {
    logs,
    starts,
  }: { readonly logs: UnitLogs; readonly starts: Map<string, string> },
) {
  const lines = logs.of(attempt_id);
  if (lines.length === 0) return null;
  return {
    name: attempt_id,
    title: `${oneLine(attempt_id)}: what it did`,
    lines,
    from: starts.get(attempt_id) ?? at,
    to: at,
  };
}

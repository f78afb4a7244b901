import { inspectJournal } from '../../adapters/store/read-journal.ts';
import { INITIAL_STATE } from '../../engine/reduce/initial-state.ts';
import { reduce } from '../../engine/reduce.ts';
import { isAllowed } from '../../engine/transitions.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Event } from '../../model/event.ts';
import type { State } from '../../model/state.ts';
import { problem } from './problem.ts';

/** A journal that was read, and what is wrong with it. */
export type CheckedJournal = {
  readonly events: readonly Event[];
  /** What the events add up to; null where they do not. */
  readonly state: State | null;
  readonly problems: readonly Diagnostic[];
};

/** The header is line 1, so event 1 stands on line 2. */
const lineOf = ({ seq }: Event): number => seq + 1;

/** Reads the journal: every line an event, every change of status an edge of the table. */
export function checkJournal(path: string, file: string): CheckedJournal {
  const { events, diagnostics, damages } = inspectJournal(path);
  const edges = illegalEdges(events, file);
  const found = [
    ...diagnostics.map((each) => ({ ...each, file })),
    ...damages.map(({ line, problem: message }) =>
      problem('journal-damaged', message, { file, line }),
    ),
    ...edges,
  ];
  // What lacks a line, or has an edge that is none, adds up to nothing: said once.
  if (damages.length > 0) return { events, state: null, problems: found };
  const { state, problems } = sumUp(events, file);
  return {
    events,
    state,
    problems: edges.length > 0 ? found : [...found, ...problems],
  };
}

function illegalEdges(
  events: readonly Event[],
  file: string,
): readonly Diagnostic[] {
  return events.flatMap((event) =>
    event.type === 'unit_status' && !isAllowed(event.from, event.to)
      ? [
          problem(
            'illegal-transition',
            `unit ${event.task_id} goes from ${event.from} to ${event.to}: there is no such transition`,
            { file, line: lineOf(event) },
          ),
        ]
      : [],
  );
}

function sumUp(
  events: readonly Event[],
  file: string,
): Pick<CheckedJournal, 'state' | 'problems'> {
  let state = INITIAL_STATE;
  for (const event of events) {
    try {
      state = reduce(state, event);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const message = `${event.type} contradicts what comes before it: ${said.replace(/^Internal error: /, '')}`;
      const found = problem('journal-contradiction', message, {
        file,
        line: lineOf(event),
      });
      return { state: null, problems: [found] };
    }
  }
  return { state, problems: [] };
}

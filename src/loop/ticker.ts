import type { Event } from '../model/event.ts';
import type { TaskId } from '../model/ids.ts';
import type { Spec, SpecFiles } from '../model/spec.ts';
import type { State } from '../model/state.ts';
import { readKeptSpec } from './kept-spec.ts';
import type { SpecFolder } from '../ports/spec-folder.ts';
import type { SpecReader } from './spec-reader.ts';
import { marksFor } from './marks.ts';
import { withoutMarks } from './without-marks.ts';

/** Keeps the boxes of tasks.md as the state has them, in the order things happened. */
export type Ticker = {
  readonly note: (events: readonly Event[], state: State) => void;
  /** Ticks every unit as it is now: after a start, for what a dead run left. */
  readonly all: (state: State) => void;
  readonly flush: () => Promise<void>;
};

/**
 * Writes one mark at a time, and finds the line anew in the text as it is then:
 * a person may have moved it since.
 */
export function createTicker(
  folder: SpecFolder,
  options: {
    readonly spec: SpecReader;
    readonly onWarning: (text: string) => void;
  },
): Ticker {
  let queue = Promise.resolve();
  let pending = new Map<TaskId, State>();
  const linesIn = createLineFinder();

  async function write(): Promise<void> {
    const units = pending;
    pending = new Map();
    if (units.size === 0) return;
    const files = await options.spec.read();
    const [newest] = [...units.values()].slice(-1);
    if (newest === undefined) return;
    const lines = linesIn(files, newest);
    const marks = [...units].flatMap(([id, state]) =>
      marksFor(state, id).flatMap(({ task_id, mark }) => {
        const line = lines.get(task_id);
        return line === undefined ? [] : [{ line, mark }];
      }),
    );
    if (marks.length === 0) return;
    await folder.tick(marks);
    await options.spec.read();
  }

  const add = (ids: readonly TaskId[], state: State): void => {
    if (ids.length === 0) return;
    for (const id of ids) pending.set(id, state);
    queue = queue.then(write).catch((error: unknown) => {
      options.onWarning(`tasks.md could not be ticked: ${String(error)}`);
    });
  };

  return {
    note: (events, state) => {
      add(
        events.flatMap((event) =>
          event.type === 'unit_status' || event.type === 'state_edited'
            ? [event.task_id]
            : [],
        ),
        state,
      );
    },
    all: (state) => {
      const touched = state.units.filter(
        ({ status, attempts }) =>
          status !== 'not_started' || attempts.length > 0,
      );
      add(
        touched.map(({ plan }) => plan.task_id),
        state,
      );
    },
    flush: () => queue,
  };
}

type Lines = ReadonlyMap<TaskId, number>;

/** Marks move no line: a long list is not read again for each of them. */
function createLineFinder(): (files: SpecFiles, state: State) => Lines {
  let known: {
    readonly text: string;
    readonly index: State['index'];
    readonly lines: Lines;
  } | null = null;
  return (files, state) => {
    const text = withoutMarks(files.tasks);
    if (known?.text === text && known.index === state.index) return known.lines;
    const lines = linesOf(readKeptSpec(files, state));
    known = { text, index: state.index, lines };
    return lines;
  };
}

const linesOf = (spec: Spec): Lines =>
  new Map(
    spec.tasks.map(({ task_id, mark_line, line }) => [
      task_id,
      mark_line ?? line,
    ]),
  );

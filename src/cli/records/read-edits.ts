import { isDeepStrictEqual } from 'node:util';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import {
  archiveDocuments,
  archiveState,
} from '../../adapters/store/archive.ts';
import type { Layout } from '../../adapters/store/layout.ts';
import { openState } from '../../adapters/store/open-state.ts';
import type { OpenedState } from '../../adapters/store/open-state.ts';
import type { StateHashes } from '../../adapters/store/state-hashes.ts';
import type { AgentState } from '../../model/agent-state.ts';
import type { Event, EventBody } from '../../model/event.ts';
import { taskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { toAgentState } from '../../view/agent-state/agent-state.ts';
import { findWaits } from '../../view/waits.ts';
import { replay } from './known-run.ts';

/** What a person changed in AGENT_STATE.json since it was last written. */
export type Edits = {
  /** Changes that are not taken over. */
  readonly warnings: readonly string[];
  readonly events: readonly EventBody[];
  /** There is no journal: the file itself is what is known. */
  readonly isBase: boolean;
  /**
   * To be called once they are in the journal: from then on the file is ours
   * to replace. Returns where a copy is kept of one that no journal stood for.
   */
  readonly accept: () => string | null;
};

const NO_EDITS: Edits = {
  warnings: [],
  events: [],
  isBase: false,
  accept: () => null,
};

/**
 * Compares the state file with what the journal adds up to, and puts the
 * documents of another, finished run away. Throws a `UserError` where the file
 * is broken: nothing is overwritten then.
 */
export function readEdits(
  layout: Layout,
  known: {
    readonly before: State;
    readonly events: readonly Event[];
    readonly hashes: StateHashes;
  },
): Edits {
  const opened = openState({
    layout,
    hashes: known.hashes,
    events: known.events,
    stateAt: (seq) => stateAt(known.events, seq),
    units: new Set(known.before.units.map(({ plan }) => plan.task_id)),
  });
  switch (opened.status) {
    case 'missing':
    case 'ours':
      return NO_EDITS;
    case 'foreign':
      archiveDocuments(layout, {
        specPath: opened.state.spec_path,
        clock: systemClock,
      });
      return NO_EDITS;
    case 'unjournaled':
      return {
        ...NO_EDITS,
        isBase: true,
        accept: () => {
          const copy = archiveState(layout, { clock: systemClock });
          opened.accept();
          return copy;
        },
      };
    case 'edited':
      return {
        ...NO_EDITS,
        warnings: opened.diagnostics.map(
          ({ line, message }) => `AGENT_STATE.json:${line ?? 1}: ${message}`,
        ),
        events: notTakenYet(editEvents(opened), known.events),
        accept: () => {
          opened.accept();
          return null;
        },
      };
  }
}

/** A start that died before it could replace the file took the same edit over already. */
const notTakenYet = (
  edits: readonly EventBody[],
  events: readonly Event[],
): readonly EventBody[] =>
  edits.filter(
    (edit) =>
      !events.some(({ seq: _seq, at: _at, ...fact }) =>
        isDeepStrictEqual(fact, edit),
      ),
  );

/** What a person edited, as facts. */
export const editEvents = ({
  edits,
  edited_at,
}: Extract<OpenedState, { status: 'edited' }>): readonly EventBody[] =>
  edits.map(({ task_id, changes }) => ({
    type: 'state_edited',
    task_id: taskId(task_id),
    edited_at,
    changes,
  }));

/** The state file as it would have been at an earlier event. */
export function stateAt(events: readonly Event[], seq: number): AgentState {
  const state = replay(events.filter((event) => event.seq <= seq));
  return toAgentState(state, findWaits(state));
}

import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { readJournal } from '../../src/adapters/store/read-journal.ts';
import { INITIAL_STATE } from '../../src/engine/reduce/initial-state.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { AgentState } from '../../src/model/agent-state.ts';
import { parseAgentState } from '../../src/schema/parse-agent-state.ts';
import { toAgentState } from '../../src/view/agent-state/agent-state.ts';
import { findWaits } from '../../src/view/waits.ts';
import type { Arena } from './arena.ts';

/** AGENT_STATE.json as it lies there says what the journal adds up to at its `seq`, and nothing else. */
export function wrongSnapshot(arena: Arena): readonly string[] {
  if (!existsSync(arena.state)) return [];
  const text = readFileSync(arena.state, 'utf8');
  const parsed = parseAgentState(text, arena.state);
  if (!parsed.ok) return parsed.error.map(({ message }) => `state: ${message}`);
  const { events } = readJournal(arena.journal);
  const { seq } = parsed.value;
  if (seq > (events.at(-1)?.seq ?? 0))
    return [`the state stands for event ${seq}, which the journal lacks`];
  const state = events
    .filter((event) => event.seq <= seq)
    .reduce(reduce, INITIAL_STATE);
  const expected = toAgentState(state, findWaits(state));
  return isDeepStrictEqual(lasting(parsed.value), lasting(expected))
    ? []
    : [`the state is not what the journal adds up to at event ${seq}`];
}

/** Without what depends on the moment; read back, as a file has no `undefined`. */
const lasting = (state: AgentState): unknown =>
  JSON.parse(
    JSON.stringify(state, (key, value: unknown) =>
      key === 'wait_reason' ? undefined : value,
    ),
  );

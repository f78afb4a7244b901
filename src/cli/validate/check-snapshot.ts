import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../lib/ndjson.ts';
import { escapeStep, findJsonPaths, placeOf } from '../../lib/json-position.ts';
import type { AgentState } from '../../model/agent-state.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Event } from '../../model/event.ts';
import { parseAgentState } from '../../schema/parse-agent-state.ts';
import { stateAt } from '../records/read-edits.ts';
import { problem } from './problem.ts';

/** Depends on the moment and on who looks, not on what happened. */
const VOLATILE = new Set(['wait_reason', 'window_id', 'pane_id']);
/** More differences than this say nothing that the first ones did not. */
const MOST = 50;

/**
 * Compares AGENT_STATE.json with its schema and with what the journal adds up
 * to at the event that the file names.
 */
export function checkSnapshot(
  text: string | null,
  about: {
    readonly file: string;
    readonly events: readonly Event[];
    /** Whether the events add up to anything. */
    readonly isSound: boolean;
  },
): readonly Diagnostic[] {
  const { file, events, isSound } = about;
  if (text === null)
    return [problem('state-missing', 'the state file is not there', { file })];
  const parsed = parseAgentState(text, file);
  if (!parsed.ok) return parsed.error;
  if (!isSound) return [];
  const state = parsed.value;
  const last = events.at(-1)?.seq ?? 0;
  if (state.seq > last) {
    const message = `it contains event ${state.seq}, but the journal ends at event ${last}`;
    return [problem('state-ahead', message, { file })];
  }
  return compare(state, { file, text, expected: stateAt(events, state.seq) });
}

function compare(
  state: AgentState,
  about: {
    readonly file: string;
    readonly text: string;
    readonly expected: AgentState;
  },
): readonly Diagnostic[] {
  const { file, text } = about;
  // As a file has it: what is undefined is not there.
  const expected: unknown = JSON.parse(JSON.stringify(about.expected));
  const paths = differences(expected, state, '').slice(0, MOST);
  const offsets = findJsonPaths(text, new Set(paths));
  return paths.map((path) => ({
    ...problem(
      'state-differs',
      `${path} is not what the journal adds up to at event ${state.seq}`,
      { file },
    ),
    ...placeOf(text, offsets.get(path) ?? 0),
  }));
}

/** JSON pointers of the smallest values that differ, or of what holds them where one is missing. */
function differences(one: unknown, other: unknown, path: string): string[] {
  if (isDeepStrictEqual(one, other)) return [];
  const isBoth =
    (isJsonObject(one) && isJsonObject(other)) ||
    (Array.isArray(one) && Array.isArray(other) && one.length === other.length);
  if (!isBoth) return [path];
  const [left, right] = [Object(one), Object(other)] as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].flatMap((key) =>
    VOLATILE.has(key)
      ? []
      : key in left === key in right
        ? differences(left[key], right[key], `${path}/${escapeStep(key)}`)
        : [path],
  );
}

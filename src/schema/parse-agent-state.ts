import schema from '../../references/agent-state-schema.json' with { type: 'json' };
import type { Result } from '../lib/result.ts';
import type { AgentState } from '../model/agent-state.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { parseJsonFile } from './parse-json.ts';
import { validator } from './validator.ts';

const validate = validator(schema);

/** Reads AGENT_STATE.json, which people edit: valid as a whole, or every mistake with its line. */
export function parseAgentState(
  text: string,
  file = 'AGENT_STATE.json',
): Result<AgentState, readonly Diagnostic[]> {
  // The schema says the same as the type: a test compares them.
  return parseJsonFile(text, { file, validate }) as Result<
    AgentState,
    readonly Diagnostic[]
  >;
}

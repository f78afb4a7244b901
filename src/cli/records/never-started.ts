import { existsSync, readFileSync } from 'node:fs';
import type { Layout } from '../../adapters/store/layout.ts';
import { isJsonObject } from '../../lib/ndjson.ts';
import { UserError } from '../../model/user-error.ts';
import { command } from '../../view/decisions.ts';
import type { Place } from './place.ts';

/** A run is asked about that has no journal: only a start makes one, from the state file where that is left. */
export const neverStarted = ({ layout, flags }: Place): UserError =>
  hasState(layout)
    ? new UserError(
        `${layout.specPath} has no journal: only AGENT_STATE.json says how far it is.`,
        { hint: `A start goes on from that file: ${command(flags)}` },
      )
    : new UserError(`${layout.specPath} was never started.`, {
        hint: `Start it: ${command(flags)}`,
      });

/** Whether the state file beside the spec is this one's; another spec's run may have left it there. */
function hasState({ documents, specPath }: Layout): boolean {
  if (!existsSync(documents.state)) return false;
  try {
    const state: unknown = JSON.parse(readFileSync(documents.state, 'utf8'));
    return isJsonObject(state) && state['spec_path'] === specPath;
  } catch {
    // Unreadable: a start says what is wrong with it.
    return false;
  }
}

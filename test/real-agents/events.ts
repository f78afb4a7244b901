import type { CliEvent, CliResult } from './run-cli.ts';
import { isObject, text } from './server/json.ts';

/** A codex event in short: its type, and its item's type where it has one. */
const nameOf = (event: CliEvent): string => {
  const { type, item } = event;
  return isObject(item) ? `${text(type)} ${text(item['type'])}` : text(type);
};

/** The shape of a stream: what came, in which order. */
export const namesOf = (result: CliResult): readonly string[] =>
  result.events.map(nameOf);

/** The last event, which tells how a run ended. */
export const lastOf = (result: CliResult): CliEvent => {
  const last = result.events.at(-1);
  if (last === undefined)
    throw new Error(`No event at all. stderr: ${result.stderr}`);
  return last;
};

/** The id under which a run can be gone on with. */
export const sessionOf = (result: CliResult): string => {
  const [first] = result.events;
  const id = text(first?.['thread_id']) || text(first?.['session_id']);
  if (id === '')
    throw new Error(`No session in ${result.stdout}. ${result.stderr}`);
  return id;
};

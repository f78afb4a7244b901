import { err, ok, type Result } from '../../lib/result.ts';
import { isJsonObject } from '../../lib/ndjson.ts';
import type { InboxAnswer, InboxRequest } from '../../ports/inbox.ts';

/** Reads a request that another process wrote. */
export function parseRequest(text: string): Result<InboxRequest, string> {
  const value = parse(text);
  if (!isJsonObject(value)) return err('the request is not a JSON object');
  const { type, task_id: task, decision_id: decision } = value;
  const { option, note = null, by, kill, revert } = value;
  if (type === 'stop' && typeof kill === 'boolean') return ok({ type, kill });
  if (
    type === 'reopen' &&
    isText(task) &&
    typeof revert === 'boolean' &&
    isText(by)
  )
    return ok({ type, task_id: task, revert, by });
  if (
    type === 'decide' &&
    isText(decision) &&
    typeof option === 'number' &&
    Number.isInteger(option) &&
    (note === null || typeof note === 'string') &&
    isText(by)
  )
    return ok({ type, decision_id: decision, option, note, by });
  return err(`no such request: ${text.slice(0, 200)}`);
}

/** Reads an answer; null where it is none. */
export function parseAck(text: string): InboxAnswer | null {
  const value = parse(text);
  if (!isJsonObject(value)) return null;
  const { status, reason } = value;
  if (status === 'accepted') return { status };
  return status === 'refused' && typeof reason === 'string'
    ? { status, reason }
    : null;
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever asked is told that it is no request.
    return null;
  }
}

import schema from '../../references/event-schema.json' with { type: 'json' };
import { isJsonObject } from '../lib/ndjson.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { Event, EventBody } from '../model/event.ts';
import { validatorsOf, type Validator } from './validator.ts';

type EventType = EventBody['type'];

const validatorAt = validatorsOf(schema);

/**
 * One validator a type: `oneOf` over all of them would answer one mistake with
 * a complaint for each type there is.
 */
const VALIDATORS: ReadonlyMap<string, Validator> = new Map(
  (schema.properties.type.enum as readonly EventType[]).map((type) => [
    type,
    validatorAt(`#/$defs/${type}`),
  ]),
);

/** Reads one line of a journal or of `--json`: the event, or what is wrong with it. */
export function parseEvent(line: string): Result<Event, string> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Where in the line is of no help: nobody edits it by hand.
    return err('not JSON');
  }
  if (!isJsonObject(value)) return err('not an event');
  const { type } = value;
  const validate = typeof type === 'string' ? VALIDATORS.get(type) : undefined;
  if (validate === undefined)
    return err(`unknown event type ${JSON.stringify(type)}`);
  const issues = validate(value);
  if (issues.length > 0)
    return err(issues.map(({ message }) => message).join('; '));
  // The schema says the same as the type: a test compares them.
  return ok(value as unknown as Event);
}

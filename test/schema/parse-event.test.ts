import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEvent } from '../../src/schema/parse-event.ts';
import { events } from './examples.ts';

describe.each(events.map((event) => [event.type, event] as const))(
  'the event %s',
  (_, event) => {
    test('is read as it was written', () => {
      expect(parseEvent(JSON.stringify(event))).toEqual({
        ok: true,
        value: event,
      });
    });

    test('may carry what a later version adds', () => {
      expect(parseEvent(JSON.stringify({ ...event, later: 1 })).ok).toBe(true);
    });

    test('is refused without any one of its fields', () => {
      for (const field of Object.keys(event)) {
        const rest = Object.fromEntries(
          Object.entries(event).filter(([key]) => key !== field),
        );
        expect([field, parseEvent(JSON.stringify(rest)).ok]).toEqual([
          field,
          false,
        ]);
      }
    });
  },
);

test.each([
  ['{"seq":1', 'not JSON'],
  ['[]', 'not an event'],
  [
    '{"seq":1,"at":"2025-01-01T00:00:00Z","type":"toString"}',
    'unknown event type "toString"',
  ],
  [
    '{"seq":0,"at":"2025-01-01T00:00:00Z","type":"landing_started"}',
    'seq must be >= 1',
  ],
  ['{"seq":1,"at":"now","type":"landing_started"}', 'at must match'],
])('%s is refused: %s', (line, reason) => {
  const parsed = parseEvent(line);
  if (parsed.ok) expect.unreachable();
  else expect(parsed.error).toContain(reason);
});

test('any line is read or refused, never a crash', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
      expect(typeof parseEvent(line).ok).toBe('boolean');
    }),
  );
});

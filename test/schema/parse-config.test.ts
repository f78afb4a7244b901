import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/schema/parse-config.ts';
import { configFile } from './examples.ts';

test.each([[configFile], [{}]])('accepts %j', (config) => {
  expect(parseConfig(JSON.stringify(config))).toEqual({
    ok: true,
    value: config,
  });
});

describe('refuses, with the line,', () => {
  test.each([
    ['{\n  "job": 3\n}', 2, /unknown key "job"/],
    ['{\n  "jobs": 0\n}', 2, /jobs must be >= 1/],
    [
      '{\n  "jobs": 2,\n  "timeout": "soon"\n}',
      3,
      /timeout must be a duration/,
    ],
    ['{"checks": [\n  {"name": "a"}\n]}', 2, /checks\[0\] lacks "run"/],
    ['{"agents": {\n  "../x": {}\n}}', 1, /agents/],
    [
      '{"roles":\n  {"code": "codex"}}',
      2,
      /roles\.code must be array, not "codex"/,
    ],
    ['{"jobs": 2,}', 1, /not JSON/],
    ['', 1, /not JSON: expected a value/],
  ])('%j', (text, line, message) => {
    const parsed = parseConfig(text);
    if (parsed.ok) expect.unreachable();
    else {
      expect(parsed.error[0]).toMatchObject({ severity: 'error', line });
      expect(parsed.error.map((each) => each.message).join('\n')).toMatch(
        message,
      );
    }
  });
});

test('any text is read or refused, never a crash', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(typeof parseConfig(text).ok).toBe('boolean');
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAgentState } from '../../src/schema/parse-agent-state.ts';
import { agentState } from './examples.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Step = string | number;

/** Keys of open maps are data, and everything else in the example is required. */
const MAPS = new Set(['window_mapping', 'subtask_results']);

const copy = (): Json => JSON.parse(JSON.stringify(agentState)) as Json;

/** Every place in the example, the maps' own keys left out. */
function places(value: Json, path: readonly Step[] = []): readonly Step[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  const isMap = MAPS.has(String(path.at(-1)));
  const keys: readonly Step[] = Array.isArray(value)
    ? [...value.keys()]
    : isMap
      ? []
      : Object.keys(value);
  const below = keys.flatMap((key) =>
    places((value as Record<Step, Json>)[key]!, [...path, key]),
  );
  return [[...path], ...below];
}

function changed(
  path: readonly Step[],
  change: (parent: Record<Step, Json>, key: Step) => void,
): string {
  const whole = copy();
  const parent = path
    .slice(0, -1)
    .reduce((at, key) => (at as Record<Step, Json>)[key]!, whole);
  change(parent as Record<Step, Json>, path.at(-1)!);
  return JSON.stringify(whole);
}

const isValid = (text: string): boolean => parseAgentState(text).ok;
const inside = places(copy()).filter((path) => path.length > 0);
const fields = inside.filter((path) => typeof path.at(-1) === 'string');
const name = (path: readonly Step[]): string => path.join('.');

test('the full example is valid, also with a byte order mark', () => {
  expect(parseAgentState(JSON.stringify(agentState))).toEqual({
    ok: true,
    value: agentState,
  });
  expect(isValid(`\uFEFF${JSON.stringify(agentState)}`)).toBe(true);
});

test('the example has every field of a task and of the whole', () => {
  expect(fields.length).toBeGreaterThan(100);
});

test.each(fields.map((path) => [name(path), path] as const))(
  'is refused without %s',
  (_, path) => {
    expect(
      isValid(
        changed(path, (parent, key) => Reflect.deleteProperty(parent, key)),
      ),
    ).toBe(false);
  },
);

test.each(inside.map((path) => [name(path), path] as const))(
  'is refused with another type at %s',
  (_, path) => {
    const flipped = changed(path, (parent, key) => {
      const value = parent[key];
      parent[key] =
        typeof value === 'object' && value !== null ? 'text' : { not: 'this' };
    });
    expect(isValid(flipped)).toBe(false);
  },
);

describe('a mistake is named with its line', () => {
  const text = JSON.stringify(agentState, null, 2);
  const lineOf = (part: string): number =>
    text.slice(0, text.indexOf(part)).split('\n').length;

  test.each([
    [
      '"status": "fix_required"',
      '"status": "done"',
      /tasks\[0\]\.status must be one of not_started, .*not "done"/,
    ],
    [
      '"fix_attempts": 1',
      '"fix_attempts": "1"',
      /fix_attempts must be integer, not "1"/,
    ],
    ['"owner_agent": "codex"', '"owner": "codex"', /unknown key "owner"/],
    [
      '"created_at": "2025',
      '"created_at": "yesterday 2025',
      /created_at must match/,
    ],
    [
      '"schema_version": 1',
      '"schema_version": 2',
      /schema_version must be 1, not 2/,
    ],
  ])('%s -> %s', (part, put, message) => {
    expect(text).toContain(part);
    const parsed = parseAgentState(text.replace(part, put), 'STATE');
    if (parsed.ok) expect.unreachable();
    else {
      const found = parsed.error.find((each) => message.test(each.message));
      expect(found).toMatchObject({
        code: 'schema',
        severity: 'error',
        file: 'STATE',
        line: lineOf(part),
      });
    }
  });

  test('where the text is no JSON', () => {
    const parsed = parseAgentState(text.replace('"seq": 12,', '"seq": 12'));
    expect(parsed).toMatchObject({
      ok: false,
      error: [{ code: 'json-syntax', line: lineOf('"seq"') + 1, column: 3 }],
    });
  });

  test('and all of them at once', () => {
    const parsed = parseAgentState(
      text.replace('"seq": 12', '"seq": -1').replace('"fix_required"', '"?"'),
    );
    expect(parsed).toMatchObject({ ok: false, error: [{}, {}] });
  });
});

test('no text at all is a crash', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const parsed = parseAgentState(text);
      if (!parsed.ok)
        for (const { line } of parsed.error) expect(line).toBeGreaterThan(0);
    }),
  );
});

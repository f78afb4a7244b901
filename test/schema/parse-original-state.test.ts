import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseKnownState } from '../../src/schema/parse-original-state.ts';
import { agentState } from './examples.ts';

const ORIGINAL = readFileSync(
  new URL('../fixtures/states/original.json', import.meta.url),
  'utf8',
);

const problems = (text: string): readonly string[] => {
  const parsed = parseKnownState(text, 'STATE');
  return parsed.ok
    ? []
    : parsed.error.map(({ line, message }) => `${line ?? 0}: ${message}`);
};

describe('a state of the original program', () => {
  test('is read, with what it does not say left open', () => {
    const parsed = parseKnownState(ORIGINAL);
    if (!parsed.ok) expect.unreachable();
    else {
      const { isOriginal, state } = parsed.value;
      expect(isOriginal).toBe(true);
      expect(state.tasks.map((task) => [task.task_id, task.status])).toEqual([
        ['1', 'completed'],
        ['1.1', 'completed'],
        ['1.2', 'completed'],
        ['2', 'fix_required'],
        ['3', 'blocked'],
        ['4', 'not_started'],
      ]);
      expect(state.tasks[0]).toMatchObject({
        writes: ['out/1.txt'],
        completed_at: expect.stringMatching(/^2025-11-02T.*Z$/) as string,
        attempts: [],
        commit: null,
      });
      expect(state.deferred_fixes).toMatchObject([
        { task_id: '1', description: 'The name could be shorter' },
      ]);
    }
  });

  test('is refused by line where it is wrong', () => {
    const broken = ORIGINAL.replace('"fix_required"', '"nearly"');
    const line = broken.slice(0, broken.indexOf('"nearly"')).split('\n').length;
    expect(problems(broken)).toEqual([
      expect.stringMatching(
        new RegExp(`^${line}: tasks\\[3\\]\\.status must be one of `),
      ),
    ]);
    expect(problems('{"tasks":[]}')).toEqual([
      '1: the whole lacks "spec_path"',
    ]);
  });
});

test('a state of this program is read as before', () => {
  expect(parseKnownState(JSON.stringify(agentState))).toEqual({
    ok: true,
    value: { state: agentState, isOriginal: false },
  });
  expect(problems('{"schema_version":1,"tasks":[]}').length).toBeGreaterThan(0);
});

test('any text is read or refused, never a crash', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc
          .array(fc.record({ task_id: fc.json(), status: fc.json() }))
          .map((tasks) => JSON.stringify({ spec_path: 'x', tasks })),
      ),
      (text) => {
        expect(typeof parseKnownState(text).ok).toBe('boolean');
      },
    ),
  );
});

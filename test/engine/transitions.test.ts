import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stateMachineMarkdown } from '../../scripts/state-machine.ts';
import {
  assertTransition,
  isAllowed,
  TRANSITIONS,
} from '../../src/engine/transitions.ts';
import { STATUSES } from '../../src/model/status.ts';

describe('the table of transitions', () => {
  const listed = new Set(TRANSITIONS.map(({ from, to }) => `${from} ${to}`));

  test.each(STATUSES.flatMap((from) => STATUSES.map((to) => [from, to])))(
    '%s to %s is allowed exactly when it is listed',
    (from, to) => {
      const isListed = listed.has(`${from} ${to}`);
      expect(isAllowed(from, to)).toBe(isListed);
      const move = () => {
        assertTransition(from, to);
      };
      if (isListed) expect(move).not.toThrow();
      else expect(move).toThrow(`no transition from ${from} to ${to}`);
    },
  );

  test('nothing is completed without having been in its final review', () => {
    const before = TRANSITIONS.filter(({ to }) => to === 'completed');
    expect(before.map(({ from }) => from)).toEqual(['final_review']);
  });

  test('nothing is listed twice', () => {
    expect(listed.size).toBe(TRANSITIONS.length);
  });

  test('stands in references/task-state-machine.md as it is', () => {
    const page = readFileSync(
      new URL('../../references/task-state-machine.md', import.meta.url),
      'utf8',
    );
    expect(page).toBe(stateMachineMarkdown());
  });
});

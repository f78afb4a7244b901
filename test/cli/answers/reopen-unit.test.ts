import { expect, test } from 'vitest';
import { reopenUnit } from '../../../src/cli/answers/reopen-unit.ts';
import type { EventBody } from '../../../src/model/event.ts';
import { taskId } from '../../../src/model/ids.ts';
import { UserError } from '../../../src/model/user-error.ts';
import type { Workspace } from '../../../src/ports/workspace.ts';
import { unit, World } from '../../helpers/world.ts';

const finished = () =>
  new World([unit('1'), unit('2', { needs: ['1'] })]).run();

const ledgerOf = (world: World) => ({
  state: () => world.state,
  append: (...events: readonly EventBody[]) => {
    world.append(...events);
  },
});

const request = { task_id: '1', revert: true, by: 'me' };

/** A workspace that answers as it is told, and what it was asked to revert. */
function workspace(answer: () => ReturnType<Workspace['revert']>) {
  const asked: string[][] = [];
  const revert: Workspace['revert'] = (units) => {
    asked.push(units.map(({ task_id }) => task_id));
    return answer();
  };
  return { asked, open: () => Promise.resolve({ revert }) };
}

test('a revert is written down before and after, and keeps the branch from everybody meanwhile', async () => {
  const world = finished();
  const integrating: unknown[] = [];
  const { asked, open } = workspace(() => {
    integrating.push(world.state.integrating);
    return Promise.resolve({ ok: true, value: [] });
  });
  const done = await reopenUnit(ledgerOf(world), request, open);
  expect(done.ok).toBe(true);
  expect([asked, integrating]).toEqual([[['1', '2']], ['1']]);
  expect(world.state.integrating).toBeNull();
  expect(world.events.slice(-4).map(({ type }) => type)).toEqual([
    ...['revert_started', 'revert_ended', 'unit_status', 'unit_status'],
  ]);
});

test.each([
  ['says no', () => Promise.resolve({ ok: false as const, error: 'no' })],
  ['cannot', () => Promise.reject(new UserError('no'))],
])('nothing is reopened where the repository %s', async (_, answer) => {
  const world = finished();
  const { open } = workspace(answer);
  const done = await reopenUnit(ledgerOf(world), request, open);
  expect(done).toEqual({ ok: false, error: 'no' });
  expect(world.status('1')).toBe('completed');
  expect(world.state.integrating).toBeNull();
  expect(world.events.at(-1)).toMatchObject({
    type: 'revert_ended',
    problem: 'no',
  });
});

test('while a unit is being integrated nothing is reverted', async () => {
  const world = new World([unit('1'), unit('2')], {
    script: {
      attempt: ({ task_id }) => ({ minutes: task_id === '2' ? 60 : 1 }),
    },
  });
  while (world.status('1') !== 'completed') {
    world.settle();
    world.step();
    world.settle();
  }
  world.append({ type: 'integration_started', task_id: taskId('2') });
  const { asked, open } = workspace(() => Promise.reject(new Error('asked')));
  const done = await reopenUnit(ledgerOf(world), request, open);
  expect(done).toMatchObject({
    ok: false,
    error: expect.stringContaining('try again in a moment') as string,
  });
  expect(asked).toEqual([]);
  expect(world.status('1')).toBe('completed');
});

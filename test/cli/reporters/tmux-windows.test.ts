import { expect, test } from 'vitest';
import { windowGroups } from '../../../src/cli/reporters/tmux-windows.ts';
import { taskId } from '../../../src/model/ids.ts';
import type { Unit } from '../../../src/model/unit.ts';
import { buildState, buildUnit } from '../../helpers/build-state.ts';

const inWindow = (id: string, target_window: string | null): Unit =>
  buildUnit(id, { plan: { assignment: { target_window } } });

test('units share the window that the plan gives them, the others that of their agent', () => {
  const state = buildState(
    [
      inWindow('1', 'core'),
      inWindow('2', null),
      inWindow('3', null),
      inWindow('4', 'core'),
      buildUnit('5', { reassigned_to: 'claude' }),
    ],
    { window_mapping: { [taskId('3')]: 'pages' } },
  );
  expect(windowGroups(state)).toEqual([
    { name: 'core', units: ['1', '4'] },
    { name: 'codex', units: ['2'] },
    { name: 'pages', units: ['3'] },
    { name: 'claude', units: ['5'] },
  ]);
});

test('there are nine windows at most, and no unit is lost', () => {
  const ids = Array.from({ length: 12 }, (_, i) => String(i + 1));
  const groups = windowGroups(buildState(ids.map((id) => inWindow(id, id))));
  expect(groups).toHaveLength(9);
  expect(groups.at(-1)).toEqual({
    name: 'others',
    units: ['9', '10', '11', '12'],
  });
  expect(groups.flatMap(({ units }) => units)).toEqual(ids);
});

test.each([
  ['#(touch x)', 'touch_x'],
  ['a:b.c', 'a_b_c'],
  ['\u001b]0;title\u0007', '0_title'],
  ['-x; kill-server', 'x_kill-server'],
  ['日本 語', '日本_語'],
  ['', 'agents'],
  ['###', 'agents'],
  ['𝔸'.repeat(40), '𝔸'.repeat(24)],
])('a window of %j is named %j', (wanted, name) => {
  const [group] = windowGroups(buildState([inWindow('1', wanted)]));
  expect(group?.name).toBe(name);
});

import { expect, test } from 'vitest';
import { staleMark } from '../../src/view/stale.ts';
import type { RunnerLife } from '../../src/view/stale.ts';
import { buildUnit, runningAttempt } from '../helpers/build-state.ts';

const PROCESS = { pid: 7, process_start: 'boot:1', permissions: '' };

const running = buildUnit('1', {
  status: 'in_progress',
  attempts: [runningAttempt('1', 'implement', { process: PROCESS })],
});
const starting = buildUnit('1', {
  status: 'in_progress',
  attempts: [runningAttempt('1', 'implement')],
});
const checking = buildUnit('1', {
  status: 'pending_review',
  is_checking: true,
});
const waiting = buildUnit('1', { status: 'pending_review' });

test.each([
  ['agent alive, run alive', running, 'live', 2, null],
  ['agent gone, run alive', running, 'live', 0, 'its agent has ended'],
  ['agent about to start, run alive', starting, 'live', 0, null],
  ['agent gone, run dead', running, 'dead', 0, 'stale: nothing works on it'],
  ['agent never started, run dead', starting, 'dead', 0, 'stale'],
  ['agent left over, run dead', running, 'dead', 1, 'left over: 1 process of'],
  ['several left over', running, 'dead', 3, 'left over: 3 processes of'],
  ['run on another machine', running, 'elsewhere', 0, null],
  ['nothing of it runs, run dead', waiting, 'dead', 0, null],
] as const)('%s', (...row) => {
  const [, unit, runner, count, mark] = row;
  const processes = new Map([['mark-1-implement-1', count]]);
  const said = staleMark(unit, 'check', { runner, processes });
  if (mark === null) expect(said).toBeNull();
  else expect(said).toContain(mark);
});

test.each([
  ['live', 0, null],
  ['dead', 0, 'stale: nothing works on it; the next start takes it up'],
  ['dead', 1, 'left over: 1 process of it; the next start ends it'],
] as const)('checks of a run that is %s with %d processes', (life, n, mark) => {
  const runner: RunnerLife = life;
  const processes = new Map([['check', n]]);
  expect(staleMark(checking, 'check', { runner, processes })).toBe(mark);
});

import { expect, test } from 'vitest';
import { decisionId, RUN_TASK, taskId } from '../../src/model/ids.ts';
import type { Decision } from '../../src/model/decision.ts';
import { decisionsText } from '../../src/report/decisions-text.ts';

const decision: Decision = {
  id: decisionId(3),
  task_id: taskId('2'),
  kind: 'stuck',
  priority: 'high',
  context: [
    'Three fix attempts did not settle the findings.',
    `- a finding that is told at some length, ${'so that it does not fit into one line '.repeat(3)}`,
    'its colour is \u001b[31mred\u001b[0m',
  ].join('\n'),
  options: [
    { n: 1, action: 'retry', label: 'Try again, with my note' },
    { n: 2, action: 'abort', label: 'Stop the run' },
  ],
  created_at: '2025-01-01T10:00:00.000Z',
  answer: null,
};

const told = (now: string, columns?: number): string =>
  decisionsText([decision, { ...decision, task_id: RUN_TASK }], {
    flags: ['--spec', `.kiro/specs/${'long-'.repeat(12)}name`],
    now,
    ...(columns === undefined ? {} : { columns }),
  });

const NOON = '2025-01-01T12:00:00.000Z';

test('the context is wrapped for the terminal, the commands are not', () => {
  const lines = told(NOON, 70).split('\n');
  const commands = lines.filter((line) => line.includes('decide D3'));
  expect(commands).toHaveLength(4);
  expect(commands[0]).toMatch(/--option 1 --spec \S+name$/);
  for (const line of lines) {
    if (!commands.includes(line)) expect(line.length).toBeLessThanOrEqual(70);
  }
  const item = lines.findIndex((line) => line.startsWith('    - a finding'));
  expect(lines[item + 1]).toMatch(/^ {6}\S/);
  expect(lines.join('')).not.toContain('\u001b');
});

test('says which unit it is about, or the whole run, and when it is a day old', () => {
  expect(told(NOON)).toContain('D3  2, high, since');
  expect(told(NOON)).toContain('D3  the whole run, high, since');
  expect(told(NOON)).not.toContain('ESCALATED');
  expect(told('2025-01-02T10:00:01.000Z')).toContain('ESCALATED');
});

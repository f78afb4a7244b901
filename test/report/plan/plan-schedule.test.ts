import { describe, expect, test } from 'vitest';
import type { PlannedUnit } from '../../../src/model/unit.ts';
import { explainText } from '../../../src/report/explain-text.ts';
import { scheduleLines } from '../../../src/report/plan/plan-schedule.ts';
import { planned } from '../../../src/simulation/planned-state.ts';
import { explainUnit } from '../../../src/view/plan/explain-plan.ts';
import { toFullPlanOverview } from '../../../src/view/plan/plan-overview.ts';
import type { FullPlanOverview } from '../../../src/view/plan/plan-overview.ts';
import { textWidth } from '../../../src/view/terminal-text.ts';
import { buildSubtask } from '../../helpers/build-state.ts';
import { planLimits } from '../../helpers/plan-limits.ts';
import { unit } from '../../helpers/world.ts';

const overviewOf = (
  units: readonly PlannedUnit[],
  jobs = 2,
): FullPlanOverview => toFullPlanOverview(planned(units), planLimits({ jobs }));

const textOf = (overview: FullPlanOverview, columns = 80): string =>
  scheduleLines(overview, columns).join('\n');

// 1 (3 tasks) -> 3, 4; 2 and 5 write b.ts; 6 is a person's
const plan = [
  unit('1', {
    description: 'Set up the project and everything that it needs to begin',
    subtasks: [buildSubtask('1.1'), buildSubtask('1.2')],
  }),
  unit('2', { writes: ['b.ts'] }),
  unit('3', { needs: ['1'], why: ['1: - _Depends: 1_ (tasks.md:7)'] }),
  unit('4', { needs: ['1'], why: ['1: graph'] }),
  unit('5', { writes: ['b.ts'] }),
  unit('6', { manual: true }),
];

describe('the schedule of a plan', () => {
  test('shows the order, what never runs at once, and who works when', () => {
    expect(textOf(overviewOf(plan))).toMatchInlineSnapshot(`
      "
      Order
        3 after 1: - _Depends: 1_ (tasks.md:7)
        4 after 1: graph

      Never at once
        2 and 5 never run at once: both need b.ts.

      Critical path
        1 → 3

      Estimate
        4 tasks long with 2 jobs, if every task took equally long and passed its
        review at once. Reviews and fixes come on top.

              0     1     2     3
        1     ██████████████████        Set up the project and ev…
        2     ██████                    Unit 2
        6     ▒▒▒▒▒▒                    Unit 6
        5     ░░░░░░██████              Unit 5
        3                       ██████  Unit 3
        4                       ██████  Unit 4
        jobs  222222222222111111222222
        █ an agent works   ▒ for a person   ░ ready, but waits

        jobs          1  2  3  4  5  6
        tasks long    7  4  4  4  4  4
        More than 2 jobs save nothing."
    `);
  });

  test.each([60, 72, 80, 100])('fits %i columns', (columns) => {
    const long = 'はなはだ'.repeat(20);
    const chain = Array.from({ length: 90 }, (_, i) =>
      unit(`${i}.a.long.id.of.a.task`, {
        description: long,
        needs: i === 0 ? [] : [`${i - 1}.a.long.id.of.a.task`],
        writes: [`${long}.ts`],
      }),
    );
    for (const units of [plan, chain]) {
      for (const line of scheduleLines(overviewOf(units), columns)) {
        expect(textWidth(line)).toBeLessThanOrEqual(columns);
      }
    }
  });

  test('leaves no unit without a mark, however long the others take', () => {
    const many = Array.from({ length: 300 }, (_, i) => buildSubtask(`2.${i}`));
    const text = textOf(
      overviewOf([unit('1'), unit('2', { needs: ['1'], subtasks: many })]),
    );
    const row = text.split('\n').find((line) => line.startsWith('  1  '));
    expect(row?.match(/█+/g)).toEqual(['█']);
  });

  test('says when one job is as good as many', () => {
    const chain = [unit('1'), unit('2', { needs: ['1'] })];
    expect(textOf(overviewOf(chain))).toContain(
      'One job is as good as many: nothing here can run beside anything else.',
    );
    const free = Array.from({ length: 4 }, (_, i) => unit(String(i)));
    expect(textOf(overviewOf(free))).toContain('More than 4 jobs save nothing');
    const many = Array.from({ length: 12 }, (_, i) => unit(String(i)));
    expect(textOf(overviewOf(many))).toContain('Up to 6 jobs, more jobs save');
  });

  test('gives no critical path where units wait for each other', () => {
    const circle = [unit('1', { needs: ['2'] }), unit('2', { needs: ['1'] })];
    expect(textOf(overviewOf(circle))).toContain('none: 1, 2 are never ready');
  });

  test('shows no terminal codes of the spec', () => {
    const evil = '\u001b]0;owned\u0007\u001b[2J\u202egnol';
    const units = [
      unit('1', { description: evil, writes: [`a${evil}.ts`] }),
      unit('2', { writes: [`a${evil}.ts`] }),
      unit('3', { needs: ['1'], why: [`1: ${evil}`], description: evil }),
    ];
    const overview = overviewOf(units);
    const explained = explainUnit('3', overview) ?? expect.fail('no unit 3');
    const harmful = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
    expect(textOf(overview)).not.toMatch(harmful);
    expect(explainText([explained])).not.toMatch(harmful);
  });

  test('is empty where nothing is left', () => {
    expect(scheduleLines(overviewOf([]), 80)).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { taskId } from '../../src/model/ids.ts';
import type { State } from '../../src/model/state.ts';
import { frameLines } from '../../src/ui/frame.ts';
import type { Screen } from '../../src/ui/frame.ts';
import { FIRST_LOOK } from '../../src/ui/look.ts';
import { toLiveModel } from '../../src/view/live/live.ts';
import type { LiveModel } from '../../src/view/live/live.ts';
import {
  at,
  blockedUnit,
  buildDecision,
  buildState,
  buildUnit,
  completedUnit,
  endedAttempt,
  runningAttempt,
} from '../helpers/build-state.ts';

const modelOf = (state: State): LiveModel => {
  const running = state.units.flatMap((unit) =>
    unit.attempts.filter((attempt) => attempt.status === 'running'),
  );
  return toLiveModel(state, {
    now: at(75),
    jobs: 3,
    isDraining: false,
    flags: ['--spec', '.kiro/specs/demo'],
    activity: new Map(
      running.map(({ attempt_id }) => [
        attempt_id,
        { text: 'runs npm test -- --watch=false', at: at(70) },
      ]),
    ),
  });
};

const usage = {
  input_tokens: 120_000,
  cached_input_tokens: 0,
  output_tokens: 3_000,
  cost_usd: 0.42,
};

const few = modelOf(
  buildState(
    [
      completedUnit('1', {
        plan: { description: 'Set up the project' },
        attempts: [endedAttempt('1', 'implement', { usage })],
      }),
      buildUnit('2', {
        plan: { description: 'データベースの設計とスキーマ定義を行う' },
        status: 'in_progress',
        attempts: [runningAttempt('2', 'implement')],
      }),
      buildUnit('3', {
        plan: { description: 'Draw the login page' },
        status: 'under_review',
        attempts: [runningAttempt('3', 'review', { n: 2, backend: 'gemini' })],
      }),
      blockedUnit('4', 'D1', { plan: { description: 'Payments' } }),
      buildUnit('10', {
        plan: { description: 'Final checks', dependencies: ['4'] },
      }),
    ],
    { decisions: [buildDecision(1, '4')] },
  ),
);

const many = modelOf(
  buildState(
    Array.from({ length: 100 }, (_, i) =>
      i === 50
        ? buildUnit('51', {
            status: 'in_progress',
            attempts: [runningAttempt('51', 'fix')],
          })
        : buildUnit(String(i + 1)),
    ),
    {
      decisions: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => buildDecision(n, '1')),
    },
  ),
);

const screen = (
  columns: number,
  rows: number,
  parts: Partial<Screen> = {},
): Screen => ({ ...FIRST_LOOK, columns, rows, details: null, ...parts });

const draw = (model: LiveModel, size: Screen): readonly string[] =>
  frameLines(model, size).map((line) =>
    line
      .map((segment) => segment.text)
      .join('')
      .trimEnd(),
  );

describe('a frame', () => {
  test('at 60 columns keeps id, title, status and what is being done', () => {
    expect(draw(few, screen(60, 24))).toMatchInlineSnapshot(`
      [
        "running 1m 15s  .kiro/specs/demo",
        "██░░░░░░░░░ 20 %  1/5 units · 2/3 jobs · $0.42",
        "! D1 4: Unit 4 failed its review three times",
        "  Answer: orchestration-loop decide D1 --option 1 --spec",
        "  .kiro/specs/demo",
        "  ✓ 1   Set up the pr…  completed",
        "  ● 2   データベース…   in progress     runs npm test -- -…",
        "  ◑ 3   Draw the logi…  under review    runs npm test -- -…",
        "  ! 4   Payments        blocked         decision D1: three…",
        "  · 10  Final checks    not started     after 4",
        "↑↓ select · d answer · p pause · q drain · ? help",
      ]
    `);
  });

  test('at 80 columns adds the time', () => {
    expect(draw(few, screen(80, 24))).toMatchInlineSnapshot(`
      [
        "running 1m 15s  .kiro/specs/demo",
        "███░░░░░░░░░░░░ 20 %  1/5 units · 2/3 jobs · $0.42 · 123k tokens",
        "! D1 4: Unit 4 failed its review three times",
        "  Answer: orchestration-loop decide D1 --option 1 --spec .kiro/specs/demo",
        "  ✓ 1   Set up the project   completed       5m 00s",
        "  ● 2   データベースの設計…  in progress     1m 15s   runs npm test -- --watch…",
        "  ◑ 3   Draw the login page  under review    1m 15s   runs npm test -- --watch…",
        "  ! 4   Payments             blocked                  decision D1: three fixes…",
        "  · 10  Final checks         not started              after 4",
        "↑↓ select · Enter details · d answer · p pause · q drain · ? help",
      ]
    `);
  });

  test('at 140 columns adds agent and attempt', () => {
    expect(draw(few, screen(140, 40))).toMatchInlineSnapshot(`
      [
        "running 1m 15s  .kiro/specs/demo",
        "█████░░░░░░░░░░░░░░░░░░░░░░ 20 %  1/5 units · 2/3 jobs · $0.42 · 123k tokens",
        "! D1 4: Unit 4 failed its review three times",
        "  Answer: orchestration-loop decide D1 --option 1 --spec .kiro/specs/demo",
        "  ✓ 1   Set up the project                    completed       codex   implement 1   5m 00s",
        "  ● 2   データベースの設計とスキーマ定義を…   in progress     codex   implement 1   1m 15s   runs npm test -- --watch=false",
        "  ◑ 3   Draw the login page                   under review    gemini  review 2      1m 15s   runs npm test -- --watch=false",
        "  ! 4   Payments                              blocked         codex                          decision D1: three fixes did not help",
        "  · 10  Final checks                          not started     codex                          after 4",
        "↑↓ select · Enter details · d answer · p pause · q drain · ? help",
      ]
    `);
  });

  test('of a terminal without a size is drawn for 80 by 24', () => {
    expect(draw(few, screen(0, 0))).toEqual(draw(few, screen(80, 24)));
  });

  test('of a hundred units on twelve rows shows what runs and says what is hidden', () => {
    const lines = draw(many, screen(80, 12));
    expect(lines.some((line) => line.includes('● 51'))).toBe(true);
    expect(lines.some((line) => /… \d+ more units/.test(line))).toBe(true);
    expect(lines.at(-1)).toContain('? help');
  });

  test('counts the decisions it has no room for, and gives the whole command', () => {
    const text = draw(many, screen(60, 24)).join(' ').replace(/\s+/g, ' ');
    expect(text).toContain('more. Answer: orchestration-loop decide D1');
    expect(text).toContain('--option 1 --spec .kiro/specs/demo');
  });

  test('marks the selected unit by more than colour', () => {
    const marked = draw(few, screen(80, 24, { selected: taskId('3') })).filter(
      (line) => line.startsWith('›'),
    );
    expect(marked).toHaveLength(1);
    expect(marked[0]).toContain('Draw the login page');
  });

  test('with help explains every key and glyph', () => {
    expect(draw(few, screen(80, 24, { isHelp: true })).slice(3))
      .toMatchInlineSnapshot(`
        [
          "↑ ↓     select a unit (PgUp PgDn too), Esc lets go",
          "Enter   its details and its log; ↑ ↓ scroll, Esc back",
          "d       answer the first decision",
          "p       no new work until p is pressed again",
          "q       no new work; ends when what runs has ended",
          "Ctrl-C  the same with a time limit, twice ends at once",
          "?       this help",
          "· not started     ● in progress     ◔ pending review  ◑ under review",
          "◕ final review    ↻ fix required    ! blocked         ✓ completed",
          "– canceled",
          "%       of the work, by tasks; a unit counts once it is integrated",
          "? back · d answer · p pause · q drain",
        ]
      `);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { taskId } from '../../src/model/ids.ts';
import type { Unit } from '../../src/model/unit.ts';
import { bodyRoom, frameLines } from '../../src/ui/frame.ts';
import type { Screen } from '../../src/ui/frame.ts';
import { FIRST_LOOK, press } from '../../src/ui/look.ts';
import type { Key, Look } from '../../src/ui/look.ts';
import { toLiveDetails } from '../../src/view/live/details.ts';
import type { LiveDetails } from '../../src/view/live/details.ts';
import { toLiveModel } from '../../src/view/live/live.ts';
import type { LiveModel } from '../../src/view/live/live.ts';
import { textWidth } from '../../src/view/terminal-text.ts';
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

/** Titles as people write them: long, wide, joined, with escapes in them. */
const title = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    'データベースの設計とスキーマ定義を行う',
    '👩‍👩‍👧‍👦 emoji 🇪🇺 and \u001b[31mred\u001b[2J',
    'e\u0301'.repeat(40),
  ),
);

/** One letter a unit: what it is about. */
const units = fc.array(
  fc.record({ title, kind: fc.constantFrom('r', 'b', 'd', 'n') }),
  { maxLength: 300, size: 'max' },
);

const toUnit = (
  { title: description, kind }: { title: string; kind: string },
  place: number,
): Unit => {
  const id = String(place + 1);
  const plan = { description };
  switch (kind) {
    case 'r':
      return buildUnit(id, {
        plan,
        status: 'in_progress',
        attempts: [
          endedAttempt(id, 'implement', { output: `${description}\nend` }),
          runningAttempt(id, 'fix'),
        ],
      });
    case 'b':
      return blockedUnit(id, 'D1', { plan });
    case 'd':
      return completedUnit(id, { plan });
    default:
      return buildUnit(id, { plan });
  }
};

const KEYS: readonly Key[] = [
  ...(['up', 'down', 'page_up', 'page_down', 'enter', 'escape'] as const),
  ...['?', 'd', '1', 'note 設計', 'p', 'q'].map((text) => ({ text })),
];

const looks = fc.record({
  columns: fc.integer({ min: 20, max: 220 }),
  rows: fc.integer({ min: 6, max: 70 }),
  keys: fc.array(fc.constantFrom(...KEYS), { maxLength: 12 }),
  decisions: fc.integer({ min: 0, max: 6 }),
  isPaused: fc.boolean(),
  units,
});

type Case = typeof looks extends fc.Arbitrary<infer T> ? T : never;

/** The screen as it is once the keys were pressed. */
function played(shape: Case): { model: LiveModel; screen: Screen } {
  const state = buildState(shape.units.map(toUnit), {
    decisions: Array.from({ length: shape.decisions }, (_, n) =>
      buildDecision(n + 1, '1'),
    ),
  });
  const model = toLiveModel(state, {
    now: at(75),
    jobs: 3,
    isDraining: false,
    isPaused: shape.isPaused,
    flags: ['--spec', '.kiro/specs/設計'],
    activity: new Map(),
  });
  const detailsOf = ({ isOpen, selected }: Look): LiveDetails | null => {
    const row = model.rows.find((each) => each.task_id === selected);
    return isOpen && row !== undefined
      ? toLiveDetails(state, {
          row,
          now: at(75),
          log: [row.title, 'x'.repeat(250)],
        })
      : null;
  };
  const on = (look: Look): Screen => ({
    ...look,
    columns: shape.columns,
    rows: shape.rows,
    details: detailsOf(look),
  });
  const look = shape.keys.reduce<Look>((now, key) => {
    const screen = on(now);
    const { details } = screen;
    return press(now, key, { model, details, room: bodyRoom(model, screen) })
      .look;
  }, FIRST_LOOK);
  return { model, screen: on(look) };
}

describe('any frame', () => {
  test('is narrower and shorter than its terminal, whatever is shown on it', () => {
    fc.assert(
      fc.property(looks, (shape) => {
        const { model, screen } = played(shape);
        const lines = frameLines(model, screen).map((line) =>
          line.map(({ text }) => text).join(''),
        );
        expect(lines.length).toBeLessThan(shape.rows);
        for (const line of lines) {
          expect(textWidth(line)).toBeLessThan(shape.columns);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('of the table shows the selected unit, on every screen from 60 by 12 to 200 by 60', () => {
    const sizes = fc.record({
      columns: fc.integer({ min: 60, max: 200 }),
      rows: fc.integer({ min: 12, max: 60 }),
      steps: fc.array(
        fc.constantFrom<Key>('up', 'down', 'page_down', 'page_up'),
        {
          minLength: 1,
          maxLength: 20,
        },
      ),
      decisions: fc.integer({ min: 0, max: 6 }),
      units: fc.array(
        fc.record({ title, kind: fc.constantFrom('r', 'b', 'd', 'n') }),
        { minLength: 1, maxLength: 300, size: 'max' },
      ),
    });
    fc.assert(
      fc.property(sizes, ({ steps, ...shape }) => {
        const { model, screen } = played({
          ...shape,
          keys: steps,
          isPaused: false,
        });
        const marked = frameLines(model, screen).filter(
          ([first]) => first?.text === '› ',
        );
        expect(marked).toHaveLength(1);
        expect(marked[0]?.map(({ text }) => text).join('')).toContain(
          taskId(screen.selected ?? 'nobody'),
        );
      }),
      { numRuns: 150 },
    );
  });
});

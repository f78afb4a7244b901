import { describe, expect, test } from 'vitest';
import type { VerdictIssue } from '../../src/model/finding.ts';
import { replan } from '../../src/engine/settle/replan.ts';
import { marksFor } from '../../src/loop/marks.ts';
import { FINAL_TASK, RUN_TASK, taskId } from '../../src/model/ids.ts';
import type { DecisionAction } from '../../src/model/decision.ts';
import { unit, World } from '../helpers/world.ts';
import type { Script } from '../helpers/world.ts';

const TWO = [unit('1'), unit('2')];

/** A reviewer of everything together that finds this, and nothing the second time. */
const finds = (...issues: readonly VerdictIssue[]): Script => ({
  attempt: ({ task_id, role }) =>
    task_id === RUN_TASK && role === 'review'
      ? {
          verdict: {
            task_id: FINAL_TASK,
            severity: issues[0]?.severity ?? 'none',
            summary: 'looked at all of it',
            issues,
          },
        }
      : undefined,
});

const major = (file: string | null, description: string): VerdictIssue => ({
  severity: 'major',
  description,
  file,
});

const play = (script: Script, units = TWO, hasChecks = false): World =>
  new World(units, { limits: { hasFinalReview: true, hasChecks }, script });

const ids = (world: World): string[] =>
  world.state.units.map(({ plan }) => plan.task_id);

const reviews = (world: World): number =>
  world.state.run_attempts.filter(({ role }) => role === 'review').length;

function answer(world: World, action: DecisionAction): void {
  const open = world.state.decisions.find((each) => each.answer === null);
  const option = open?.options.find((each) => each.action === action);
  if (open === undefined || option === undefined) throw new Error('no option');
  world.crash();
  world.append({
    type: 'decision_answered',
    task_id: open.task_id,
    decision_id: open.id,
    answer: { option: option.n, action, note: null, by: 'me', at: world.now },
  });
}

describe('the review of everything together', () => {
  test('comes once, when all units are in and before landing', () => {
    const world = play(finds()).run();
    const types = world.events.map(({ type }) => type);
    expect(reviews(world)).toBe(1);
    expect(types.indexOf('final_review_ended')).toBeGreaterThan(
      types.lastIndexOf('integrated'),
    );
    expect(types.indexOf('final_review_ended')).toBeLessThan(
      types.indexOf('landing_started'),
    );
    expect(world.state.finished).toMatchObject({ exit_code: 0, landed: true });
  });

  test('is left out where a single unit was all there is', () => {
    const world = play(finds(), [unit('1')]).run();
    expect(reviews(world)).toBe(0);
    expect(world.state.finished?.exit_code).toBe(0);
  });

  test('asks another vendor than the authors where one is there', () => {
    const world = play(finds()).run();
    expect(world.state.run_attempts).toMatchObject([{ backend: 'gemini' }]);
    expect(world.state.whole_review.reports[0]?.independent_review).toBe(true);
  });

  test('makes a fix unit a file of what is serious, once, and keeps the rest for later', () => {
    const world = play(
      finds(
        major('src/1.ts', 'the name is another one in src/2.ts'),
        major('src/1.ts', 'the date is read as text'),
        { severity: 'critical', description: 'all is lost', file: 'src/2.ts' },
        { severity: 'minor', description: 'a name', file: 'src/1.ts' },
      ),
    ).run();
    expect(ids(world)).toEqual(['1', '2', 'F1', 'F2']);
    const [, , first, second] = world.state.units;
    expect(first?.plan).toMatchObject({
      line: 0,
      added_by: 'final_review',
      files: ['src/2.ts'],
      manifest: 'inferred',
      assignment: { owner_agent: 'codex' },
    });
    expect(second?.plan.details).toEqual([
      'major in src/1.ts: the name is another one in src/2.ts',
      'major in src/1.ts: the date is read as text',
    ]);
    expect(second?.reports).toHaveLength(1);
    expect(reviews(world)).toBe(1);
    expect(world.state.finished).toMatchObject({ exit_code: 0, completed: 4 });
  });

  test('never makes more than five units, nor one that may write outside', () => {
    const issues = Array.from({ length: 8 }, (_, n) =>
      major(
        n === 7 ? '../../etc/passwd' : `src/f${n}.ts`,
        `wrong ${'x'.repeat(n + 1)}`,
      ),
    );
    const world = play(finds(...issues)).run();
    const own = world.state.units.slice(2);
    expect(own).toHaveLength(5);
    const last = own.at(-1);
    expect(last?.plan.details).toHaveLength(4);
    // One of them has no place: its unit runs alone.
    expect(last?.plan).toMatchObject({
      manifest: 'none',
      assignment: { writes: [] },
    });
  });

  test('takes ids that tasks.md does not have', () => {
    const world = play(finds(major('a.ts', 'wrong')), [unit('1'), unit('F1')]);
    expect(ids(world.run())).toEqual(['1', 'F1', 'F2']);
  });

  test('that nobody can answer is a question, and lands only when a person says so', () => {
    const world = play({
      attempt: ({ task_id }) =>
        task_id === RUN_TASK
          ? {
              verdict: null,
              outcome: {
                type: 'failed',
                failure: { type: 'review_error', message: 'no verdict' },
              },
            }
          : undefined,
    }).run();
    expect(world.state.finished).toMatchObject({ exit_code: 2, landed: false });
    expect(world.state.decisions).toMatchObject([
      { kind: 'final_review', task_id: RUN_TASK, answer: null },
    ]);
    expect(reviews(world)).toBe(3);
    answer(world, 'retry');
    world.run();
    expect(reviews(world)).toBe(6);
    answer(world, 'accept');
    world.run();
    expect(reviews(world)).toBe(6);
    expect(world.state.whole_review).toMatchObject({
      status: 'waived',
      reports: [],
    });
    expect(world.state.finished).toMatchObject({ exit_code: 0, landed: true });
  });

  test('comes again for what a person adds to tasks.md afterwards', () => {
    const world = play(finds()).run();
    world.crash();
    world.append({
      type: 'plan_changed',
      added: [unit('3')],
      changed: [],
    });
    world.run();
    expect(reviews(world)).toBe(2);
    expect(world.state.finished?.exit_code).toBe(0);
  });
});

describe('a death of the program at the end', () => {
  const script = finds(major('src/1.ts', 'wrong'), major('src/2.ts', 'bad'));
  const whole = play(script, TWO, true).run();
  const last = whole.events.map(({ type }) => type);

  test.each([...new Set(last)].filter((type) => type !== 'run_finished'))(
    'after %s does nothing twice',
    (type) => {
      const world = play(script, TWO, true);
      for (let at = 0; ; at += 1) {
        world.settle();
        const place = world.events.findLastIndex(
          (event) => event.type === type,
        );
        if (place >= 0 || !world.step()) break;
      }
      world.crash();
      world.run();
      expect(ids(world)).toEqual(['1', '2', 'F1', 'F2']);
      const made = (name: string): number =>
        world.events.filter((event) => event.type === name).length;
      expect(made('final_review_ended')).toBe(1);
      expect(made('gate_ended')).toBe(1);
      expect(made('landed')).toBe(1);
      expect(world.state.finished).toMatchObject({
        exit_code: 0,
        landed: true,
      });
    },
  );
});

describe('the checks on everything together', () => {
  const gate = (...results: readonly boolean[]): Script => {
    const left = [...results];
    return { gate: () => left.shift() ?? true };
  };
  const checked = (script: Script): World =>
    new World(TWO, { limits: { hasChecks: true }, script }).run();

  test('run once, after the last integration, and let it land when they are green', () => {
    const world = checked(gate(true));
    const types = world.events.map(({ type }) => type);
    expect(types.filter((type) => type === 'gate_ended')).toHaveLength(1);
    expect(types.indexOf('gate_ended')).toBeGreaterThan(
      types.lastIndexOf('integrated'),
    );
    expect(world.state.finished?.landed).toBe(true);
  });

  test('that are red make one fix unit, and run again when it is in', () => {
    const world = checked(gate(false, true));
    expect(ids(world)).toEqual(['1', '2', 'F1']);
    expect(world.state.units[2]?.plan).toMatchObject({ added_by: 'gate' });
    expect(world.state.finished).toMatchObject({ exit_code: 0, landed: true });
  });

  test('that stay red are a question: run again, land as it is, or stop', () => {
    const world = checked(gate(false, false, false, true));
    expect(ids(world)).toEqual(['1', '2', 'F1']);
    expect(world.state.finished).toMatchObject({ exit_code: 2, landed: false });
    answer(world, 'retry');
    world.run();
    expect(world.state.finished?.exit_code).toBe(2);
    answer(world, 'accept');
    world.run();
    expect(world.state.finished).toMatchObject({ exit_code: 0, landed: true });
    expect(world.state.gate.is_waived).toBe(true);
  });
});

test('an edit of tasks.md neither asks about a fix unit nor ticks it', () => {
  const world = play(finds(major('src/1.ts', 'wrong')));
  world.settle();
  while (world.state.units.length < 3 && world.step()) world.settle();
  const own = world.state.units[2]?.plan;
  expect(own?.added_by).toBe('final_review');
  const there = [...TWO, unit('F1', { content: 'a task of that name' })];
  const reading = {
    open: there,
    all: there,
    present: new Set(TWO.map(({ task_id }) => task_id)),
  };
  expect(replan(world.state, reading, world.now)).toEqual({
    events: [],
    isPending: false,
  });
  expect(marksFor(world.state, taskId('F1'))).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { judgeChecks } from '../../src/engine/checks/judge-checks.ts';
import type { Judged } from '../../src/engine/checks/judge-checks.ts';
import type { CheckResult, CheckRun } from '../../src/model/check.ts';
import { taskId } from '../../src/model/ids.ts';
import type { State } from '../../src/model/state.ts';
import type { Unit } from '../../src/model/unit.ts';
import {
  buildEvidence,
  buildState,
  buildUnit,
  completedUnit,
  endedAttempt,
  RUN,
} from '../helpers/build-state.ts';

const BASE = RUN.base_commit;

/** A failed check; with names, the tests that failed of ten and theirs. */
const red = (...names: readonly string[]): CheckResult => ({
  ...green(),
  passed: false,
  exit_code: 1,
  ...(names.length === 0 ? {} : { tests: testsOf(names) }),
});

const testsOf = (names: readonly string[]) => ({
  passed: 10,
  failed: names.map((name) => ({
    name,
    file: name.includes('/') ? name : null,
  })),
});

const green = (): CheckResult => ({
  name: 'test',
  run: 'npm test',
  passed: true,
  exit_code: 0,
  output: '',
  duration_ms: 1,
});

const runOf = (result: CheckResult, tree = 'tree'): CheckRun => ({
  tree,
  passed: result.passed,
  results: [result],
});

/** A unit that did its work on `base`, whose checks said this of it so far. */
const worked = (
  id: string,
  parts: Partial<Unit> & { readonly base?: string | null } = {},
): Unit => {
  const { base = BASE, ...rest } = parts;
  const evidence = buildEvidence([`test/${id}.test.ts`], {
    base,
    tree: `tree-${id}`,
  });
  return {
    ...buildUnit(id, {
      attempts: [endedAttempt(id, 'implement', { evidence })],
    }),
    ...rest,
  } as Unit;
};

const integrated = (id: string, commit: string, result: CheckResult): Unit => ({
  ...completedUnit(id),
  attempts: worked(id).attempts,
  checks: [runOf(result)],
  is_integrated: true,
  commit,
});

const stateOf = (
  before: CheckResult | null,
  units: readonly Unit[],
  parts: Partial<State> = {},
): State =>
  buildState(units, {
    baseline: before === null ? null : runOf(before, 'base'),
    green_checks: new Set(before?.passed === true ? ['test'] : []),
    ...parts,
  });

const judge = (
  now: CheckResult,
  before: CheckResult | null,
  about: Partial<Judged> = {},
) => {
  const unit = about.unit === undefined ? worked('1') : about.unit;
  const units = unit === null ? [] : [unit];
  return judgeChecks(runOf(now), {
    state: stateOf(before, units),
    unit,
    on: 'own',
    ...about,
  });
};

describe('a red check', () => {
  test('counts where it was green before the run, or nothing is known of before', () => {
    for (const before of [green(), null]) {
      const { passed, failed } = judge(red(), before);
      expect(passed).toBe(false);
      expect(failed).toMatchObject([{ name: 'test' }]);
    }
  });

  test('is advisory where it was red before the run, and says so', () => {
    const { passed, results } = judge(red(), red());
    expect(passed).toBe(true);
    expect(results[0]?.excused).toEqual({
      type: 'advisory',
      text: 'test was red before the run: advisory until it is green once',
    });
  });

  test('counts on the integrated tree from its first green there on', () => {
    const unit = worked('1');
    const state = stateOf(red(), [unit], { green_checks: new Set(['test']) });
    expect(judge(red(), red(), { unit, state, on: 'integrated' }).passed).toBe(
      false,
    );
    expect(judge(red(), red(), { unit, on: 'integrated' }).passed).toBe(true);
  });

  test('counts against work that started where it was green, not against work from before', () => {
    const first = integrated('1', 'c1', green());
    const state = (unit: Unit): State =>
      stateOf(red(), [first, unit], { green_checks: new Set(['test']) });
    const after = worked('2', { base: 'c1' });
    const beside = worked('3');
    const verdict = (unit: Unit): boolean =>
      judge(red(), red(), { unit, state: state(unit) }).passed;
    expect(verdict(after)).toBe(false);
    expect(verdict(beside)).toBe(true);
  });

  test('counts against work that had it green itself', () => {
    const unit = worked('1', { checks: [runOf(green(), 'tree-1')] });
    expect(judge(red(), red(), { unit }).passed).toBe(false);
  });
});

describe('where tests are named', () => {
  test('only those count that were not failing before the run', () => {
    const { passed, failed } = judge(red('a', 'b'), red('a'));
    expect(passed).toBe(false);
    expect(failed[0]?.tests?.failed).toEqual([{ name: 'b', file: null }]);
  });

  test('the same failures as before count no more than the check', () => {
    const { passed, results } = judge(red('a'), red('a', 'b'));
    expect(passed).toBe(true);
    expect(results[0]?.excused?.text).toBe(
      'test fails only in 1 test that was red before the run: advisory until green once',
    );
  });

  test('a test counts again once the integrated work has made it pass', () => {
    const first = integrated('1', 'c1', red('a'));
    const unit = worked('2', { base: 'c1' });
    const state = stateOf(red('a', 'b'), [first, unit]);
    const { failed } = judge(red('a', 'b'), null, { unit, state });
    expect(failed[0]?.tests?.failed).toMatchObject([{ name: 'b' }]);
  });

  test('a list that was cut at its bound is no comparison', () => {
    const many = Array.from({ length: 500 }, (_, n) => `t${n}`);
    expect(judge(red('new'), red(...many)).passed).toBe(true);
    expect(judge(red('new'), red(...many.slice(1))).passed).toBe(false);
  });

  test('a suite that does not even start any more is worse than before', () => {
    expect(judge(red(), red('a')).passed).toBe(false);
  });
});

describe('an exploration of a bug', () => {
  const explorer = (parts: Partial<Unit> = {}): Unit => {
    const unit = worked('1', parts);
    return {
      ...unit,
      plan: { ...unit.plan, red_until: [taskId('2')] },
    };
  };
  const fix = worked('2', { base: 'c1' });
  const verdict = (
    result: CheckResult,
    unit: Unit,
    others: readonly Unit[] = [],
  ) => {
    const state = stateOf(green(), [unit, ...others]);
    return judge(result, green(), { unit, state });
  };

  test('may fail in the tests it adds until the fix is completed, and it is said', () => {
    const { passed, results } = verdict(red('test/1.test.ts'), explorer(), [
      fix,
    ]);
    expect(passed).toBe(true);
    expect(results[0]?.excused).toEqual({
      type: 'expected',
      text: 'fails as it should until 2 is completed: the tests show the bug',
    });
    const done = completedUnit('2');
    expect(verdict(red('test/1.test.ts'), explorer(), [done]).passed).toBe(
      false,
    );
  });

  test('may break nothing else', () => {
    const { failed } = verdict(
      red('test/1.test.ts', 'test/old.test.ts'),
      explorer(),
      [fix],
    );
    expect(failed[0]?.tests?.failed).toMatchObject([
      { file: 'test/old.test.ts' },
    ]);
  });

  test('excuses other units that meet its tests, but not the fix itself', () => {
    const first = {
      ...integrated('1', 'c1', red('test/1.test.ts')),
      plan: explorer().plan,
    };
    const other = worked('3', { base: 'c1' });
    const broken = red('test/1.test.ts');
    expect(verdict(broken, other, [first, fix]).passed).toBe(true);
    expect(verdict(broken, fix, [first, other]).passed).toBe(false);
  });

  test('is believed without test names where it changed nothing but tests', () => {
    expect(verdict(red(), explorer(), [fix]).passed).toBe(true);
    const [attempt] = explorer().attempts;
    const evidence = buildEvidence(['test/1.test.ts', 'src/a.ts'], {
      base: BASE,
    });
    const meddler = {
      ...explorer(),
      attempts: [{ ...attempt, evidence }],
    } as Unit;
    expect(verdict(red(), meddler, [fix]).passed).toBe(false);
  });

  test('is told by the class of a test where the report names no file', () => {
    const evidence = buildEvidence(['app/tests/test_bug.py'], { base: BASE });
    const [attempt] = explorer().attempts;
    const unit = {
      ...explorer(),
      attempts: [{ ...attempt, evidence }],
    } as Unit;
    const passes = (name: string): boolean =>
      verdict(red(name), unit, [fix]).passed;
    expect(passes('tests.test_bug.TestBug › test_empty')).toBe(true);
    expect(passes('app.tests.test_bug › test_empty')).toBe(true);
    expect(passes('tests.test_bugs › test_empty')).toBe(false);
    expect(passes('tests › test_bug')).toBe(false);
  });
});

import { MOST_FAILED_TESTS } from '../../model/check.ts';
import type {
  CheckResult,
  CheckRun,
  Excuse,
  FailedTest,
} from '../../model/check.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';
import { startedFrom } from './earlier-results.ts';
import { expectedFailures } from './expected-failures.ts';

/** What a run of the checks is judged against. */
export type Judged = {
  readonly state: State;
  /** Whose work it is; null for the whole run. */
  readonly unit: Unit | null;
  /** `own`: on the unit's tree alone. `integrated`: together with everything integrated so far. */
  readonly on: 'own' | 'integrated';
};

/** What a run of the checks means. */
export type Judgement = {
  /** Nothing failed that counts. */
  readonly passed: boolean;
  /** The results, with the excuse of each failure that does not count. */
  readonly results: readonly CheckResult[];
  /** Failures that count, with the single tests that do. */
  readonly failed: readonly CheckResult[];
};

/**
 * Whether the checks passed. A check that failed before the run is advisory
 * until it has passed once; where test names are known, single tests are
 * compared. What an exploration of a bug shows is expected until the bug is fixed.
 * Everything that asks "are the checks green" asks here.
 */
export function judgeChecks(
  { results }: Pick<CheckRun, 'results'>,
  about: Judged,
): Judgement {
  const judged = results.map((result) => judge(result, about));
  const failed = judged.flatMap(({ counting }) => counting ?? []);
  return {
    passed: failed.length === 0,
    results: judged.map(({ result }) => result),
    failed,
  };
}

type JudgedResult = {
  readonly result: CheckResult;
  /** The failure as it counts; null where nothing of it does. */
  readonly counting: CheckResult | null;
};

function judge(raw: CheckResult, about: Judged): JudgedResult {
  const { excused: _earlier, ...result } = raw;
  if (result.passed) return { result, counting: null };
  const excuse = isWhole(result)
    ? excuseWhole(result, about)
    : excuseTests(result, about);
  return 'type' in excuse
    ? { result: { ...result, excused: excuse }, counting: null }
    : { result, counting: excuse };
}

/** Only a list of failed tests can be compared test by test. */
const isWhole = ({ tests }: CheckResult): boolean =>
  tests === undefined || tests.failed.length === 0;

function excuseWhole(result: CheckResult, about: Judged): Excuse | CheckResult {
  if (isAdvisory(result, about)) {
    return {
      type: 'advisory',
      text: `${result.name} was red before the run: advisory until it is green once`,
    };
  }
  const { until } = expectedFailures(result, about);
  return until === null ? result : expected(until);
}

/** Red before, and red on whatever the work started from, so the work did not do it. */
function isAdvisory(result: CheckResult, about: Judged): boolean {
  const earlier = startedFrom(result.name, about);
  return (
    earlier.length > 0 &&
    earlier.every((before) => !before.passed && !isWorse(result, before))
  );
}

/** Tests that ran before and do not even start now are no excuse for each other. */
const isWorse = (now: CheckResult, before: CheckResult): boolean =>
  now.tests === undefined && (before.tests?.passed ?? 0) > 0;

function excuseTests(result: CheckResult, about: Judged): Excuse | CheckResult {
  const { tests } = result;
  if (tests === undefined) return result;
  const earlier = startedFrom(result.name, about);
  const isOld =
    earlier.length === 0
      ? () => false
      : (test: FailedTest) =>
          earlier.every((before) => hasFailed(before, test));
  const rest = tests.failed.filter((test) => !isOld(test));
  const { until, covers } = expectedFailures(result, about);
  const counting = rest.filter((test) => !covers(test));
  if (counting.length > 0) {
    return { ...result, tests: { ...tests, failed: counting } };
  }
  if (rest.length > 0 && until !== null) return expected(until);
  const { length } = tests.failed;
  return {
    type: 'advisory',
    text: `${result.name} fails only in ${length === 1 ? '1 test that was' : `${length} tests that were`} red before the run: advisory until green once`,
  };
}

/** Whether a test failed in an earlier run; where that run does not say, the whole of it speaks. */
function hasFailed(before: CheckResult, { name }: FailedTest): boolean {
  if (before.passed) return false;
  const failed = before.tests?.failed ?? [];
  // Of a list that was cut, which tests are new cannot be known.
  if (failed.length === 0 || failed.length >= MOST_FAILED_TESTS) return true;
  return failed.some((test) => test.name === name);
}

const expected = (until: string): Excuse => ({
  type: 'expected',
  text: `fails as it should until ${until} is completed: the tests show the bug`,
});

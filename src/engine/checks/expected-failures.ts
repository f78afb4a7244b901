import { changesOnlyTests, standsIn } from '../../plan/test-files.ts';
import type { CheckResult, FailedTest } from '../../model/check.ts';
import type { TaskId } from '../../model/ids.ts';
import { currentEvidence, findUnit } from '../../model/state-access.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';

/** Failures that show a bug which is not fixed yet. */
export type Expected = {
  /** The units that fix it, for people; null where nothing is expected to fail. */
  readonly until: string | null;
  /** Whether this test is one of them. */
  readonly covers: (test: FailedTest) => boolean;
};

const NOTHING: Expected = { until: null, covers: () => false };

/**
 * What is expected to fail for now: the tests of explorations whose bug is not
 * fixed. Nothing is expected of the unit whose work completes the fix: it has
 * to make them pass. Where a check does not name its tests, its failure is
 * taken for theirs if the exploration itself was let through with it, or
 * changed nothing but tests.
 */
export function expectedFailures(
  result: CheckResult,
  { state, unit }: { readonly state: State; readonly unit: Unit | null },
): Expected {
  const open = state.units.flatMap((explorer) => {
    const fixes = openFixes(explorer, { state, unit });
    const files = currentEvidence(explorer)?.files_changed ?? [];
    return fixes.length === 0 || files.length === 0
      ? []
      : [{ explorer, fixes, files }];
  });
  const speaking = (result.tests?.failed.length ?? 0) > 0;
  const silent = speaking
    ? open
    : open.filter(({ explorer, files }) =>
        explorer === unit
          ? changesOnlyTests(files)
          : wasLetThrough(explorer, result.name),
      );
  if (silent.length === 0) return NOTHING;
  const until = [...new Set(silent.flatMap(({ fixes }) => fixes))];
  return {
    until: until.join(', '),
    covers: (test) =>
      silent.some(({ files }) => files.some((file) => standsIn(test, file))),
  };
}

/** The fixes that are still to come; the work that is judged is there already. */
function openFixes(
  { plan }: Unit,
  { state, unit }: { readonly state: State; readonly unit: Unit | null },
): readonly TaskId[] {
  return (plan.red_until ?? []).filter(
    (id) =>
      id !== unit?.plan.task_id && findUnit(state, id)?.status !== 'completed',
  );
}

/** Whether the exploration was integrated with this check red. */
const wasLetThrough = (explorer: Unit, name: string): boolean =>
  explorer.is_integrated &&
  explorer.checks
    .at(-1)
    ?.results.some((result) => result.name === name && !result.passed) === true;

import type { CheckResult } from '../../model/check.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';

/** What a person should know of the checks besides red and green: one sentence each. */
export const checkNotes = (state: State): readonly string[] => [
  ...baselineNotes(state),
  ...state.units.flatMap(unitNotes),
];

/** Checks that were red before the run count from their first green on. */
function baselineNotes({ baseline, green_checks }: State): string[] {
  if (baseline === null) return [];
  if (baseline.results.length === 0) {
    return [
      'There is no baseline, so every red check counted: the checks could not be run on what the run started from.',
    ];
  }
  return baseline.results
    .filter(({ passed }) => !passed)
    .map(({ name }) =>
      green_checks.has(name)
        ? `${name} was red before the run and has been green since.`
        : `${name} was red before the run: advisory until it is green once.`,
    );
}

/** What was let through with the unit's last checks. */
function unitNotes({ plan, checks }: Unit): string[] {
  return (checks.at(-1)?.results ?? []).flatMap((result) => {
    const note = noteOf(result);
    return note === null ? [] : [`${plan.task_id}: ${result.name} ${note}.`];
  });
}

function noteOf({ passed, runs, excused }: CheckResult): string | null {
  if (excused?.type === 'expected') return excused.text;
  return passed && runs !== undefined
    ? 'failed first and passed when it ran again'
    : null;
}

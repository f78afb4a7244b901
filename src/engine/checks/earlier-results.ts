import type { CheckResult, CheckRun } from '../../model/check.ts';
import { currentEvidence } from '../../model/state-access.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';

/**
 * What a check said before the work that is judged was there: before the run,
 * and, where that is known, on the integrated tree the work started from.
 * Empty where its failure cannot be older than the work: it was green before
 * the run, or has been since.
 */
export function startedFrom(
  name: string,
  about: {
    readonly state: State;
    readonly unit: Unit | null;
    readonly on: 'own' | 'integrated';
  },
): readonly CheckResult[] {
  const { state, unit } = about;
  const before = resultOf(state.baseline, name);
  if (before === null || before.passed) return [];
  if (unit !== null && hasBeenGreen(unit, name)) return [];
  const start = startOf(about);
  if (start === 'before the run') return [before];
  const since = resultOf(start, name);
  if (since !== null) return since.passed ? [] : [before, since];
  return state.green_checks.has(name) ? [] : [before];
}

/** The checks of what the work was put upon; null where they are not known. */
function startOf({
  state,
  unit,
  on,
}: Parameters<typeof startedFrom>[1]): CheckRun | 'before the run' | null {
  const base = unit === null ? null : (currentEvidence(unit)?.base ?? null);
  if (on === 'integrated' || base === null) return null;
  if (base === state.run?.base_commit) return 'before the run';
  const under = state.units.find(({ commit }) => commit === base);
  return under?.is_accepted === false ? (under.checks.at(-1) ?? null) : null;
}

/** Whether the unit's own work has had the check green: what broke it since is the unit's. */
function hasBeenGreen(unit: Unit, name: string): boolean {
  const own = new Set([
    ...unit.attempts.flatMap((attempt) =>
      attempt.status === 'ended' ? (attempt.evidence?.tree ?? []) : [],
    ),
    ...(unit.taken === null ? [] : [unit.taken.evidence.tree]),
  ]);
  return unit.checks.some(
    (run) => own.has(run.tree) && resultOf(run, name)?.passed === true,
  );
}

const resultOf = (run: CheckRun | null, name: string): CheckResult | null =>
  run?.results.find((result) => result.name === name) ?? null;

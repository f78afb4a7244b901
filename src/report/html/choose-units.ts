import { isSettled } from '../../view/status-look.ts';
import type { State } from '../../model/state.ts';
import type { Unit } from '../../model/unit.ts';

/** Some units in file order, and how many are left out. */
export type ChosenUnits = {
  readonly units: readonly Unit[];
  readonly left: number;
};

/**
 * The units that are worth the room where not all have some: what is not done,
 * then what did not go straight, then the others in file order.
 */
export function chooseUnits({ units }: State, most: number): ChosenUnits {
  if (units.length <= most) return { units, left: 0 };
  const chosen = new Set(
    units.toSorted((a, b) => rank(a) - rank(b)).slice(0, most),
  );
  return {
    units: units.filter((unit) => chosen.has(unit)),
    left: units.length - most,
  };
}

function rank({ status, open_findings, attempts, commit }: Unit): number {
  if (status === 'blocked') return 0;
  if (!isSettled(status) && open_findings.length > 0) return 1;
  if (!isSettled(status) && attempts.length > 0) return 2;
  const isRough = attempts.some(
    (attempt) =>
      attempt.role === 'fix' ||
      (attempt.status === 'ended' && attempt.outcome.type !== 'succeeded'),
  );
  if (isRough) return 3;
  return !isSettled(status) || commit === null ? 4 : 5;
}

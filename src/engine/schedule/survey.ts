import type { Role } from '../../model/assignment.ts';
import type { TaskId } from '../../model/ids.ts';
import type { Unit } from '../../model/unit.ts';
import type { ExceededBudget } from '../budgets/budgets.ts';
import type { ResourceHold } from './hold.ts';
import type { Situation } from '../situation.ts';

/** What goes on right now, counted once for all units. */
export type Underway = {
  /** Units whose files are theirs from start to integration, in file order. */
  readonly holders: readonly Unit[];
  /** Those of them that have to be alone. */
  readonly alone: readonly Unit[];
  /** Agents that run, those of the whole run included. */
  readonly running: number;
  /** The same by CLI and by role. */
  readonly byBackend: ReadonlyMap<string, number>;
  readonly byRole: ReadonlyMap<Role, number>;
  /** Units whose agent writes. */
  readonly writers: readonly Unit[];
  /** Units whose checks run or are due. */
  readonly checking: readonly Unit[];
};

/** Units that may start or keep their place: later ones that collide with them wait. */
export type Claimants = {
  readonly units: ReadonlySet<Unit>;
  /** The first of them in the file. */
  readonly first: Unit | null;
  /** The first of them that runs alone. */
  readonly alone: Unit | null;
};

/**
 * A situation with what is asked of it for one unit after the other, each
 * worked out at its first use: a decision about a thousand units costs a
 * thousand steps, not a million.
 */
export type Survey = Situation & {
  readonly underway: () => Underway;
  readonly budget: () => ExceededBudget | null;
  readonly claimants: () => Claimants;
  /** Units whose next step has to wait for a resource. */
  readonly resourceHolds: () => ReadonlyMap<TaskId, ResourceHold>;
};

import type { Unit } from '../../model/unit.ts';

/** A unit without its status and without what only that status has. */
export type UnitFacts = Omit<
  Unit,
  'status' | 'reason' | 'freed_by' | 'resume' | 'completed_at'
>;

const STATUS_FIELDS = new Set<string>([
  'status',
  'reason',
  'freed_by',
  'resume',
  'completed_at',
]);

/** What stays true of a unit while its status changes. */
export function factsOf(unit: Unit): UnitFacts {
  return Object.fromEntries(
    Object.entries(unit).filter(([key]) => !STATUS_FIELDS.has(key)),
  ) as UnitFacts;
}

/** The states of a unit and of the tasks in it (the diagram stands in engine/transitions.ts). */
export const STATUSES = [
  'not_started',
  'in_progress',
  'pending_review',
  'under_review',
  'final_review',
  'fix_required',
  'blocked',
  'completed',
  'canceled',
] as const;

export type Status = (typeof STATUSES)[number];

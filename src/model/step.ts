/**
 * One part of what a run does by itself, done by a person at a time of his own:
 * read and write down the plan, have it assigned, give out work, have it
 * reviewed, make one report of the verdicts and integrate what passed.
 */
export const STEPS = [
  'init',
  'assign',
  'dispatch',
  'review',
  'consolidate',
] as const;
export type Step = (typeof STEPS)[number];

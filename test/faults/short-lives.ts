import type { Kill, WriteHow } from './arena.ts';
import { TO_SET_SCENE, type Planned } from './campaign.ts';

/*
 * Forty kills in five lives, chosen and not drawn: each kind of event that a run
 * writes is the boundary of one of them at least, and each life goes on where
 * the kill before left it, from the first write of the journal to landing.
 */

const at = (type: string, how: WriteHow, n = 1): Kill => ({
  ...{ at: 'event', type, how, n },
});

/** At a process, counted from a journal write on. */
const child = (since: string, how: 'start' | 'end', n: number): Kill => ({
  ...{ at: 'child', since, how, n },
});

const git = (verb: string, since: string): Kill => ({
  ...{ at: 'child', name: `git ${verb}`, since, how: 'start', n: 1 },
});

export const SHORT_LIVES: readonly Planned[] = [
  {
    name: 'from the first write to the first agent',
    ...{ mode: 'worktree', course: 'short', scene: 'here' },
    kills: [
      at('header', 'torn'),
      at('run_started', 'before'),
      at('planning_started', 'after'),
      at('plan_ready', 'torn'),
      at('baseline_started', 'before'),
      at('baseline_ended', 'after'),
      at('attempt_started', 'torn', 2),
      at('process_started', 'before'),
    ],
  },
  {
    name: 'while units are worked on, checked and fixed',
    ...{ mode: 'worktree', course: 'whole', scene: 'here' },
    kills: [
      at('process_started', 'after'),
      at('unit_status', 'before', 3),
      { at: 'time', ms: 700 },
      at('checks_started', 'after'),
      at('checks_ended', 'before'),
      at('findings_opened', 'torn'),
      child('"role":"fix"', 'start', 4),
      child('"role":"fix"', 'end', 9),
    ],
  },
  {
    name: 'while units are reviewed and put together',
    ...{ mode: 'worktree', course: 'short', scene: 'here' },
    kills: [
      at('manifest_grown', 'torn'),
      at('integration_failed', 'after'),
      child('"role":"integrate"', 'end', 6),
      at('review_ended', 'torn'),
      at('integration_started', 'after'),
      git('update-ref', '"type":"integration_started"'),
      at('integrated', 'before'),
    ],
  },
  {
    name: 'at the end, on a branch that has moved',
    ...{ mode: 'worktree', course: 'short', scene: 'moved' },
    kills: [
      TO_SET_SCENE,
      at('final_review_ended', 'before'),
      at('learnings_started', 'after'),
      at('learnings_kept', 'torn'),
      at('gate_started', 'torn'),
      at('gate_ended', 'after'),
      git('merge', '"type":"landing_started"'),
      at('landed', 'before'),
      at('run_finished', 'torn'),
    ],
  },
  {
    name: 'in a shared folder, from end to end',
    ...{ mode: 'shared', course: 'short', scene: 'here' },
    kills: [
      at('config_changed', 'torn'),
      at('attempt_ended', 'torn', 2),
      at('checks_ended', 'after'),
      at('review_ended', 'before'),
      at('integrated', 'torn'),
      at('landing_started', 'after'),
      at('landed', 'torn'),
      at('run_finished', 'before'),
    ],
  },
];

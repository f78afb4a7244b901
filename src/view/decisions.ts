import { openDecisions as unanswered } from '../engine/decisions.ts';
import type { Decision } from '../model/decision.ts';
import type { State } from '../model/state.ts';
import { shellWord } from './shell-word.ts';

const RANK = { critical: 0, high: 1, normal: 2 } as const;

/** Decisions that wait for an answer, the most pressing first, else in the order they were opened. */
export const openDecisions = (state: State): readonly Decision[] =>
  unanswered(state).toSorted((a, b) => RANK[a.priority] - RANK[b.priority]);

/** The command that answers a decision; `flags` are those that name the spec. */
export const decideCommand = (
  decision: Decision,
  option: Decision['options'][number],
  flags: readonly string[],
): string =>
  command(['decide', decision.id, '--option', String(option.n), ...flags]);

/** A command line of this program that can be pasted into a shell. */
export const command = (words: readonly string[]): string =>
  ['orchestration-loop', ...words.map(shellWord)].join(' ');

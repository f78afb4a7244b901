import { openDecisions as unanswered } from '../engine/settle/decisions.ts';
import type { Decision } from '../model/decision.ts';
import { RUN_TASK } from '../model/ids.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import { findUnit } from '../model/state-access.ts';
import { millisBetween } from './format.ts';
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

/** What a decision is about, in a word: a unit's id, or the whole run. */
export const subjectOf = ({ task_id }: Decision): string =>
  task_id === RUN_TASK ? 'the whole run' : task_id;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Nobody answered it for a day. */
export const isEscalated = (
  { created_at }: Pick<Decision, 'created_at'>,
  now: string,
): boolean => millisBetween(created_at, now) > DAY_MS;

/** The question in one line; what was tried and where it is stands below it. */
export const headlineOf = ({ context }: Decision): string =>
  context.split('\n', 1)[0] ?? '';

/** The lines below the headline. */
export const detailsOf = ({ context }: Decision): readonly string[] =>
  context.split('\n').slice(1);

/** The decision at the end of a chain of blocked units; null where it ends elsewhere. */
export function freeingDecision(
  state: State,
  freed_by: string,
  seen: ReadonlySet<string> = new Set(),
): Decision | null {
  const decision = state.decisions.find(({ id }) => id === freed_by);
  if (decision !== undefined) return decision;
  const unit = findUnit(state, freed_by as TaskId);
  if (unit?.status !== 'blocked' || seen.has(freed_by)) return null;
  return freeingDecision(state, unit.freed_by, new Set([...seen, freed_by]));
}

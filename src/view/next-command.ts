import type { Limits } from '../engine/limits.ts';
import type { Budget } from '../model/budget.ts';
import type { Event } from '../model/event.ts';
import type { State } from '../model/state.ts';
import { command, decideCommand, openDecisions } from './decisions.ts';
import type { RunnerLife } from './stale.ts';
import { shellWord } from './shell-word.ts';
import { isSettled } from './status-look.ts';

/** What the state does not know and the last lines have to name. */
export type SummaryOptions = {
  readonly now: string;
  /** Folder of the attempts' logs, as the user can open it. */
  readonly logs: string;
  /** PROJECT_PULSE.md, as the user can open it. */
  readonly pulse: string;
  /** Flags that name this run in a command: `['--spec', '.kiro/specs/x']`. */
  readonly flags: readonly string[];
  /** Requirements of the spec, so that one that no unit names shows. */
  readonly requirements?: readonly string[];
  /** The journal, so that it can be said where the time went. */
  readonly events?: readonly Event[];
  /** What the run may use, so that every wait can be told apart. */
  readonly limits?: Limits | undefined;
  /** For CLIs that do not say what they cost. */
  readonly prices?: Budget['prices'] | undefined;
  /** Whether somebody runs it while it is told; nobody does unless given. */
  readonly runner?: RunnerLife;
};

/** The one thing to do next. */
export type NextCommand = {
  readonly purpose: string;
  readonly command: string;
};

/** Chooses it: land, answer, go on, or look at what was made, in that order of what is still open. */
export function nextCommand(
  state: State,
  options: SummaryOptions,
): NextCommand {
  const isComplete =
    state.is_planned && state.units.every((unit) => isSettled(unit.status));
  const isAsking = openDecisions(state).length > 0;
  const isStep = state.finished?.step !== undefined;
  if (isComplete && !isAsking && !isStep)
    return landCommand(state) ?? lookCommand(state, options);
  const [decision] = openDecisions(state);
  const [option] = decision?.options ?? [];
  const isOnlyDecisions =
    state.finished === null || state.finished.exit_code === 2;
  if (decision !== undefined && option !== undefined && isOnlyDecisions) {
    return {
      purpose: `answer ${decision.id}, then start the run again`,
      command: decideCommand(decision, option, options.flags),
    };
  }
  return { purpose: 'go on', command: command(options.flags) };
}

/** Complete, but the target branch does not have it. */
function landCommand(state: State): NextCommand | null {
  const { landing, run } = state;
  if (landing?.type === 'landing_failed')
    return { purpose: 'land the result', command: landing.command };
  if (landing !== null || run === null || run.integration_branch === null)
    return null;
  return {
    purpose: 'land the result',
    command: `git merge --ff-only ${shellWord(run.integration_branch)}`,
  };
}

function lookCommand(state: State, { pulse }: SummaryOptions): NextCommand {
  const { landing, run } = state;
  if (landing?.type === 'landed' && landing.commit !== null && run?.base_commit)
    return {
      purpose: 'see what landed',
      command: `git log --stat ${run.base_commit.slice(0, 12)}..${landing.commit.slice(0, 12)}`,
    };
  return { purpose: 'see what was done', command: `cat ${shellWord(pulse)}` };
}

import type { FilesHold, Hold } from '../engine/schedule/hold.ts';
import { mustRunAlone } from '../engine/schedule/readiness.ts';
import { unreachable } from '../lib/unreachable.ts';
import type { State } from '../model/state.ts';
import { findUnit } from '../model/state-access.ts';
import { count, formatTime } from './format.ts';

/** What a unit can wait for. */
export const WAIT_TYPES = [
  'dependency',
  'files',
  'slot',
  'backend',
  'resource',
  'budget',
  'checks',
  'retry',
  'integration',
  'decision',
  'tick',
  'stopped',
] as const;
export type WaitType = (typeof WAIT_TYPES)[number];

/** Why a unit does not go on right now. */
export type WaitReason = {
  readonly type: WaitType;
  /** One line for a person. */
  readonly text: string;
  /** ISO time at which it ends by itself, where that is known. */
  readonly until: string | null;
};

export const wait = (
  type: WaitType,
  text: string,
  until: string | null = null,
): WaitReason => ({ type, text, until });

/** The engine's reason in words. */
export function holdReason(hold: Hold, state: State): WaitReason {
  switch (hold.type) {
    case 'dependency':
      return wait('dependency', `after ${hold.on.join(', ')}`);
    case 'files':
      return wait('files', filesText(hold, state));
    case 'retry':
      return wait(
        'retry',
        `tries again at ${formatTime(hold.until)}`,
        hold.until,
      );
    case 'checks':
      return wait('checks', checksText(hold));
    case 'budget':
      return wait('budget', `the budget of ${hold.name} is used up`);
    case 'backend': {
      const { backend, until } = hold;
      return wait(
        'backend',
        `${backend} pauses until ${formatTime(until)}`,
        until,
      );
    }
    case 'decision':
      return wait('decision', `decision ${hold.on}: no agent is left for it`);
    case 'cap':
      return hold.of === 'backend'
        ? wait('backend', `${agents(hold.most)} of ${hold.name} at once`)
        : wait('slot', `${agents(hold.most)} at once for ${hold.name}`);
    case 'slot':
      return wait(
        'slot',
        hold.jobs === 1
          ? 'the only slot is taken'
          : `all ${hold.jobs} slots are taken`,
      );
    case 'resource':
      return wait('resource', `${hold.name} is taken: ${hold.on.join('; ')}`);
    case 'baseline':
      return wait('checks', 'after the checks on what the run started from');
    case 'integration':
      return wait('integration', `after ${hold.on} is integrated`);
    case 'tick':
      return wait('tick', 'the orchestrator has not asked for it');
    case 'draining':
      return wait('stopped', 'the run is stopping: nothing new starts');
    case 'paused':
      return wait('stopped', 'paused: nothing new starts until it goes on');
    default:
      return unreachable(hold);
  }
}

const agents = (most: number): string => `only ${count(most, 'agent')}`;

function filesText({ why, on }: FilesHold, state: State): string {
  const ids = on.join(', ');
  const [first] = on;
  switch (why) {
    case 'held':
      return `${ids} ${on.length === 1 ? 'holds' : 'hold'} files it needs`;
    case 'runs_alone':
      return `runs alone, after ${ids}: its files are not known`;
    case 'beside_alone':
      return `${ids} runs alone`;
    case 'turn': {
      const plan = first && findUnit(state, first)?.plan;
      const isAlone = plan && mustRunAlone(plan, state.run?.isolation ?? null);
      return isAlone
        ? `after ${ids}, which runs alone`
        : `after ${ids}, which comes first and shares files with it`;
    }
    case 'wrote':
      return `it wrote files that ${ids} ${on.length === 1 ? 'holds' : 'hold'}`;
    default:
      return unreachable(why);
  }
}

function checksText({ why, on }: Extract<Hold, { type: 'checks' }>): string {
  const ids = on.join(', ');
  if (why === 'writing') return `its checks run when ${ids} no longer writes`;
  return on.length === 0
    ? 'after the checks on what the run started from'
    : `after the checks of ${ids}, in the same folder`;
}

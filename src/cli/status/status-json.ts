import type { AgentState } from '../../model/agent-state.ts';
import { toAgentState } from '../../view/agent-state/agent-state.ts';
import type { StatusBoard } from '../../view/status-board.ts';
import { runUsage } from '../../view/usage.ts';
import type { RunUsage } from '../../view/usage.ts';
import { findWaits } from '../../view/waits.ts';
import { recordedPrices } from '../records/recorded-prices.ts';
import type { RunLook } from './look-at-run.ts';
import type { Runner } from './look-at-life.ts';

/** What `status --json` prints: references/status.md names each part. */
export type StatusJson = AgentState & {
  readonly usage: RunUsage;
  readonly board: StatusBoard;
  readonly runner: Runner;
  readonly next_command: string;
};

/** A look at a run for programs: the state file's content, and what no file holds. */
export function statusJson(look: RunLook): StatusJson {
  const { state, limits, now, events, board, runner, next } = look;
  return {
    ...toAgentState(state, findWaits(state, { limits, now })),
    usage: runUsage(state, recordedPrices(events)),
    board,
    runner,
    next_command: next.command,
  };
}

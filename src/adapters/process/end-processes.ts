import { setTimeout as wait } from 'node:timers/promises';
import type { Cleanup, ProcessIdentity } from '../../ports/agent-processes.ts';
import {
  findBelonging,
  groupsOfNobodyElse,
  identityOf,
  type Belonging,
} from './belonging.ts';
import type { ProcessEntry } from './process-table.ts';
import type { Scan } from './scan-processes.ts';
import { sendSignal } from './start-process.ts';

const POLL_MS = 50;
/** How long a process may take to vanish after KILL before it is given up. */
const KILL_LIMIT_MS = 5000;

export type EndOptions = {
  readonly scan: Scan;
  /** Time between TERM and KILL. */
  readonly graceMs: number;
};

/** What is there at one moment. */
type Look = {
  readonly found: readonly ProcessEntry[];
  /** Groups of these processes alone. */
  readonly groups: readonly number[];
};

/**
 * Ends everything that belongs to an attempt: TERM, grace, KILL, and then a
 * look that none is left. Tool shells live in sessions of their own, so the
 * group alone would not reach them.
 */
export const endProcesses = async (
  belonging: Belonging,
  { scan, graceMs }: EndOptions,
): Promise<Cleanup> => {
  const look = createLook(belonging, scan);
  const ended = new Set<number>();
  const gentle = await signalUntilGone('SIGTERM', graceMs);
  if (gentle === 0)
    return {
      ended: ended.size,
      force: ended.size > 0 ? 'TERM' : 'none',
      left: 0,
    };
  const left = await signalUntilGone('SIGKILL', KILL_LIMIT_MS);
  return { ended: ended.size, force: 'KILL', left };

  async function signalUntilGone(
    signal: 'SIGTERM' | 'SIGKILL',
    limitMs: number,
  ): Promise<number> {
    const told = new Set<number>();
    const until = performance.now() + limitMs;
    for (let isEmpty = false; ;) {
      const { found, groups } = await look();
      // A process forked while the table was read may be missing from it.
      if (found.length === 0 && isEmpty) return 0;
      isEmpty = found.length === 0;
      // One signal to a group also hits what it forks at this moment.
      if (signal === 'SIGKILL')
        for (const group of groups) sendSignal(-group, signal);
      for (const { pid } of found) {
        ended.add(pid);
        if (!told.has(pid) || signal === 'SIGKILL') sendSignal(pid, signal);
        told.add(pid);
      }
      if (isEmpty) continue;
      if (performance.now() >= until) return found.length;
      await wait(POLL_MS);
    }
  }
};

/**
 * Looks at what is there now. What was seen once still belongs when its parent
 * is gone: that was all that told of a process which cleared its environment.
 */
const createLook = (
  belonging: Belonging,
  scan: Scan,
): (() => Promise<Look>) => {
  let seen: readonly ProcessIdentity[] = [];
  return async () => {
    const table = await scan();
    const known = {
      ...belonging,
      processes: [...belonging.processes, ...seen],
    };
    const found = findBelonging(table, known, process.pid);
    seen = found.map(identityOf);
    return { found, groups: groupsOfNobodyElse(table, found) };
  };
};

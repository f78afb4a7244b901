import type { ProcessIdentity } from '../../ports/agent-processes.ts';
import { endProcesses, type EndOptions } from './end-processes.ts';

/**
 * Ends what a dead run left behind: whatever carries one of its marks, which
 * are unique, and the processes it wrote down, where number and start time
 * are still theirs. So nothing else can be hit.
 */
export const reap = async (
  left: {
    readonly marks: readonly string[];
    readonly processes: readonly ProcessIdentity[];
  },
  options: EndOptions,
): Promise<number> => {
  const marks = new Set(left.marks);
  const processes = left.processes.filter(
    // Of those it is not known when they started: anybody could have their number.
    ({ process_start }) => process_start !== '',
  );
  if (marks.size + processes.length === 0) return 0;
  const { ended, left: alive } = await endProcesses(
    { marks, processes, groups: new Set() },
    options,
  );
  return ended - alive;
};

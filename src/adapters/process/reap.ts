import { endProcesses, type EndOptions } from './end-processes.ts';

/**
 * Ends what a dead run left behind: whatever carries one of its marks. Marks
 * are unique, so nothing else can be hit.
 */
export const reap = async (
  marks: readonly string[],
  options: EndOptions,
): Promise<number> => {
  if (marks.length === 0) return 0;
  const belonging = { marks: new Set(marks), groups: new Set<number>() };
  const { ended, left } = await endProcesses(belonging, options);
  return ended - left;
};

import type { ProcessIdentity } from '../../ports/agent-processes.ts';
import type { ProcessEntry } from './process-table.ts';

/** What belongs to an attempt. */
export type Belonging = {
  readonly marks: ReadonlySet<string>;
  /** Groups, as long as they are its own. */
  readonly groups: ReadonlySet<number>;
  /** Processes that count without their mark, while number and start are theirs. */
  readonly processes: readonly ProcessIdentity[];
};

/**
 * Every process that carries one of the marks, is in one of the groups or one
 * of the processes, or descends from one that does; never the program itself
 * or its ancestors. A known process's group is its own where it leads it.
 */
export const findBelonging = (
  table: readonly ProcessEntry[],
  belonging: Belonging,
  self: number,
): readonly ProcessEntry[] => {
  const kept = ancestorsOf(table, self);
  const known = new Set(belonging.processes.map(identityKey));
  const own = table.filter((entry) => known.has(keyOf(entry)));
  const groups = new Set([
    ...belonging.groups,
    ...own.flatMap(({ pid, group }) => (pid === group ? [group] : [])),
  ]);
  const children = childrenOf(table);
  const found = new Set<number>();
  const add = (entry: ProcessEntry): void => {
    if (found.has(entry.pid) || kept.has(entry.pid)) return;
    found.add(entry.pid);
    children.get(entry.pid)?.forEach(add);
  };
  own.forEach(add);
  for (const entry of table)
    if (
      (entry.mark !== null && belonging.marks.has(entry.mark)) ||
      groups.has(entry.group)
    )
      add(entry);
  return table.filter((entry) => found.has(entry.pid));
};

/** Groups in which there is nobody else: a signal to one reaches what is forked meanwhile. */
export const groupsOfNobodyElse = (
  table: readonly ProcessEntry[],
  found: readonly ProcessEntry[],
): readonly number[] => {
  const ours = new Set(found.map(({ pid }) => pid));
  const shared = new Set(
    table.flatMap(({ pid, group }) => (ours.has(pid) ? [] : [group])),
  );
  return [...new Set(found.map(({ group }) => group))].filter(
    (group) => group > 1 && !shared.has(group),
  );
};

/** How a process is named in a later look at the table. */
export const identityOf = ({ pid, start }: ProcessEntry): ProcessIdentity => ({
  pid,
  process_start: start,
});

const childrenOf = (
  table: readonly ProcessEntry[],
): ReadonlyMap<number, readonly ProcessEntry[]> => {
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of table) {
    const siblings = children.get(entry.parent);
    if (siblings === undefined) children.set(entry.parent, [entry]);
    else siblings.push(entry);
  }
  return children;
};

const keyOf = ({ pid, start }: ProcessEntry): string => `${pid} ${start}`;

const identityKey = ({ pid, process_start }: ProcessIdentity): string =>
  `${pid} ${process_start}`;

/** The process itself, and everything it was started by. */
const ancestorsOf = (
  table: readonly ProcessEntry[],
  self: number,
): ReadonlySet<number> => {
  const parents = new Map(table.map(({ pid, parent }) => [pid, parent]));
  const found = new Set<number>();
  for (
    let pid: number | undefined = self;
    pid !== undefined && pid > 0 && !found.has(pid);
    pid = parents.get(pid)
  )
    found.add(pid);
  return found;
};

/** One live process as the system shows it. */
export type ProcessEntry = {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** CPU time used by it and the children it has waited for, in ms. */
  readonly cpuMs: number;
  /** `ORCHESTRATION_MARK` in its environment; null where none can be seen. */
  readonly mark: string | null;
};

export const MARK_VARIABLE = 'ORCHESTRATION_MARK';

/** USER_HZ: the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/**
 * Reads `/proc/<pid>/stat` (see proc(5)). The name in parentheses may hold
 * anything, so fields count from its last parenthesis. Zombies are no processes.
 */
export const parseProcStat = (
  stat: string,
): Omit<ProcessEntry, 'mark'> | null => {
  const end = stat.lastIndexOf(')');
  const pid = Number.parseInt(stat, 10);
  const fields = stat.slice(end + 2).split(' ');
  const [state, parent, group] = fields;
  if (end === -1 || Number.isNaN(pid) || state === undefined) return null;
  if (state === 'Z' || state === 'X') return null;
  const ticks = fields.slice(11, 15).reduce((sum, n) => sum + Number(n), 0);
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    cpuMs: (ticks * 1000) / TICKS_PER_SECOND,
  };
};

/** Finds the mark in `/proc/<pid>/environ`. */
export const parseEnviron = (environ: string): string | null => {
  const name = `${MARK_VARIABLE}=`;
  const entry = environ.split('\0').find((each) => each.startsWith(name));
  return entry?.slice(name.length) ?? null;
};

/**
 * Reads `ps -Aww -E -o pid=,ppid=,pgid=,stat=,time=,command=` of macOS, where
 * the environment follows the command in one line. Marks hold no blanks.
 */
export const parsePs = (output: string): readonly ProcessEntry[] =>
  output.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+([\d:.-]+)\s+(.*)$/.exec(
      line,
    );
    if (match === null) return [];
    const [, pid, parent, group, state = '', time = '', rest = ''] = match;
    if (state.startsWith('Z')) return [];
    const mark = /(?:^| )ORCHESTRATION_MARK=(\S+)/.exec(rest)?.[1];
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        cpuMs: parsePsTime(time),
        mark: mark ?? null,
      },
    ];
  });

/** `[[dd-]hh:]mm:ss.ff` in ms. */
const parsePsTime = (time: string): number => {
  const [clock = '', days = '0'] = time.split('-').reverse();
  const seconds = clock
    .split(':')
    .reduce((total, part) => total * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1000);
};

/** What belongs to an attempt: its marks, and its group as long as that is its own. */
export type Belonging = {
  readonly marks: ReadonlySet<string>;
  readonly groups: ReadonlySet<number>;
};

/**
 * Every process that carries one of the marks, is in one of the groups, or
 * descends from one that does; never the program itself or its ancestors.
 */
export const findBelonging = (
  table: readonly ProcessEntry[],
  belonging: Belonging,
  self: number,
): readonly ProcessEntry[] => {
  const kept = ancestorsOf(table, self);
  const found = new Set<number>();
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of table) {
    const siblings = children.get(entry.parent);
    if (siblings === undefined) children.set(entry.parent, [entry]);
    else siblings.push(entry);
  }
  const add = (entry: ProcessEntry): void => {
    if (found.has(entry.pid) || kept.has(entry.pid)) return;
    found.add(entry.pid);
    children.get(entry.pid)?.forEach(add);
  };
  for (const entry of table)
    if (
      (entry.mark !== null && belonging.marks.has(entry.mark)) ||
      belonging.groups.has(entry.group)
    )
      add(entry);
  return table.filter((entry) => found.has(entry.pid));
};

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

/** One live process as the system shows it. */
export type ProcessEntry = {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** When it started, as the system counts it: compared, never read. */
  readonly start: string;
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
    start: fields[19] ?? '',
    cpuMs: (ticks * 1000) / TICKS_PER_SECOND,
  };
};

/** Finds the mark in `/proc/<pid>/environ`. */
export const parseEnviron = (environ: string): string | null => {
  const name = `${MARK_VARIABLE}=`;
  const entry = environ.split('\0').find((each) => each.startsWith(name));
  return entry?.slice(name.length) ?? null;
};

/** What `ps` of macOS is asked for: the environment follows the command in one line. */
export const PS_COLUMNS = 'pid=,ppid=,pgid=,stat=,time=,lstart=,command=';

const PS_LINE =
  /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+([\d:.-]+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/;

/** Reads `ps -Aww -E -o` of those columns, in the C locale. Marks hold no blanks. */
export const parsePs = (output: string): readonly ProcessEntry[] =>
  output.split('\n').flatMap((line) => {
    const match = PS_LINE.exec(line);
    if (match === null) return [];
    const [, pid, parent, group, state = '', time = '', start = ''] = match;
    if (state.startsWith('Z')) return [];
    const mark = /(?:^| )ORCHESTRATION_MARK=(\S+)/.exec(match[7] ?? '')?.[1];
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        start: start.replace(/\s+/g, ' '),
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

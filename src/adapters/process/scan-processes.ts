import { readdir, readFile } from 'node:fs/promises';
import type { ProcessIdentity } from '../../ports/agent-processes.ts';
import {
  parseEnviron,
  parseProcStat,
  parsePs,
  PS_COLUMNS,
  type ProcessEntry,
} from './process-table.ts';
import { startProcess } from './start-process.ts';
import { collect } from './collect.ts';

/** Looks at all processes of the system. */
export type Scan = () => Promise<readonly ProcessEntry[]>;

/** What the system knows of its processes. */
export type ProcessTable = {
  readonly scan: Scan;
  /** Names a process so that it can be told from a later one with its number. */
  readonly identify: (pid: number) => Promise<ProcessIdentity>;
};

/** Files of /proc read at once. */
const WIDTH = 16;
const PS_LIMIT = 256 * 1024 * 1024;

/** The process table of this system. */
export const createProcessTable = (platform: NodeJS.Platform): ProcessTable => {
  const isLinux = platform === 'linux';
  const boot = isLinux ? bootId() : Promise.resolve('');
  return {
    scan: shared(isLinux ? () => scanProc(boot) : () => scanPs(['-A'])),
    identify: async (pid) => {
      const found = isLinux
        ? await readProcess(String(pid), await boot)
        : (await scanPs(['-p', String(pid)]))[0];
      // What is gone already is nobody: no process starts at no time.
      return { pid, process_start: found?.start ?? '' };
    },
  };
};

/**
 * A scan that many may ask for at once: whoever asks gets one that started
 * after the question, and all who wait share it.
 */
const shared = (look: Scan): Scan => {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<readonly ProcessEntry[]> | null = null;
  return () => {
    if (next === null) {
      next = running.then(() => {
        next = null;
        return look();
      });
      // Whoever waits for the scan hears of its failure; the next one goes on.
      running = next.catch(() => undefined);
    }
    return next;
  };
};

/** Start times count from the boot: without it those of two boots look alike. */
const bootId = async (): Promise<string> =>
  (await readOrNull('/proc/sys/kernel/random/boot_id'))?.slice(0, 8) ?? '';

const scanProc = async (
  booted: Promise<string>,
): Promise<readonly ProcessEntry[]> => {
  const boot = await booted;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found: ProcessEntry[] = [];
  const worker = async (): Promise<void> => {
    for (let pid = pids.pop(); pid !== undefined; pid = pids.pop()) {
      const entry = await readProcess(pid, boot);
      if (entry !== null) found.push(entry);
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  return found;
};

const readProcess = async (
  pid: string,
  boot: string,
): Promise<ProcessEntry | null> => {
  const stat = await readOrNull(`/proc/${pid}/stat`);
  const entry = stat === null ? null : parseProcStat(stat);
  if (entry === null) return null;
  const environ = await readOrNull(`/proc/${pid}/environ`);
  const mark = environ === null ? null : parseEnviron(environ);
  return { ...entry, start: `${boot}:${entry.start}`, mark };
};

const readOrNull = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'latin1');
  } catch {
    // It ended meanwhile, or belongs to somebody else.
    return null;
  }
};

const scanPs = async (
  which: readonly string[],
): Promise<readonly ProcessEntry[]> => {
  const started = startProcess({
    file: '/bin/ps',
    args: [...which, '-ww', '-E', '-o', PS_COLUMNS],
    cwd: '/',
    env: { LC_ALL: 'C' },
    stdin: 'ignore',
  });
  const [output] = await Promise.all([
    collect(started.stdout, PS_LIMIT),
    started.exited,
  ]);
  return parsePs(output.text);
};

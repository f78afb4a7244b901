import { readdir, readFile } from 'node:fs/promises';
import {
  parseEnviron,
  parseProcStat,
  parsePs,
  type ProcessEntry,
} from './process-table.ts';
import { startProcess } from './start-process.ts';
import { collect } from './collect.ts';

/** Looks at all processes of the system. */
export type Scan = () => Promise<readonly ProcessEntry[]>;

/** Files of /proc read at once. */
const WIDTH = 16;

/**
 * A scan that many may ask for at once: whoever asks gets one that started
 * after the question, and all who wait share it.
 */
export const createScan = (platform: NodeJS.Platform): Scan => {
  const look = platform === 'linux' ? scanProc : scanPs;
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

const scanProc: Scan = async () => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found: ProcessEntry[] = [];
  const worker = async (): Promise<void> => {
    for (let pid = pids.pop(); pid !== undefined; pid = pids.pop()) {
      const entry = await readProcess(pid);
      if (entry !== null) found.push(entry);
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  return found;
};

const readProcess = async (pid: string): Promise<ProcessEntry | null> => {
  const stat = await readOrNull(`/proc/${pid}/stat`);
  const entry = stat === null ? null : parseProcStat(stat);
  if (entry === null) return null;
  const environ = await readOrNull(`/proc/${pid}/environ`);
  return { ...entry, mark: environ === null ? null : parseEnviron(environ) };
};

const readOrNull = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'latin1');
  } catch {
    // It ended meanwhile, or belongs to somebody else.
    return null;
  }
};

const scanPs: Scan = async () => {
  const started = startProcess({
    file: '/bin/ps',
    args: ['-Aww', '-E', '-o', 'pid=,ppid=,pgid=,stat=,time=,command='],
    cwd: '/',
    env: { LC_ALL: 'C' },
    stdin: 'ignore',
  });
  const [output] = await Promise.all([
    collect(started.stdout, 256 * 1024 * 1024),
    started.exited,
  ]);
  return parsePs(output.text);
};

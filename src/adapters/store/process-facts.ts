import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What tells this machine, at this boot, from any other. */
export type HostFacts = {
  readonly host: string;
  /** Null where the system does not say: then a reboot looks like a new pid. */
  readonly boot_id: string | null;
  /** Containers share a host's boot but do not see each other's processes. */
  readonly pid_namespace: string | null;
};

/** The facts of the machine that this process runs on. */
export function readHostFacts(): HostFacts {
  const isLinux = process.platform === 'linux';
  return {
    host: hostname(),
    boot_id: isLinux
      ? attempt(() =>
          readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
        )
      : attempt(() => run('sysctl', '-n', 'kern.bootsessionuuid')),
    pid_namespace: isLinux
      ? attempt(() => readlinkSync('/proc/self/ns/pid'))
      : null,
  };
}

/**
 * When a process started, in the system's own terms; null where there is no
 * such process, or only its corpse. Tells a process from a later one that got
 * its number.
 */
export function readStartTime(pid: number): string | null {
  if (process.platform !== 'linux')
    return attempt(() =>
      startTimeFromPs(run('ps', '-o', 'stat=,lstart=', '-p', String(pid))),
    );
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The second field is the command in brackets, with blanks and brackets of
  // its own: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields ?? [];
  return state === undefined || /[ZXx]/.test(state)
    ? null
    : (fields?.[19] ?? null);
}

function startTimeFromPs(line: string): string | null {
  const [, state = '', started = null] = /^(\S+)\s+(.+)$/.exec(line) ?? [];
  return state.startsWith('Z') ? null : started;
}

const run = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: 'pipe' }).trim();

/** What the system does not tell is not known, whatever the reason. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    // A process that is gone, a file that this system does not have.
    return null;
  }
}

import { isJsonObject } from '../../lib/ndjson.ts';
import { readIfThere } from './file-system.ts';
import {
  readHostFacts,
  readStartTime,
  type HostFacts,
} from './process-facts.ts';

/** Who holds a lock: enough to tell whether the holder still lives. */
export type Lease = HostFacts & {
  readonly pid: number;
  /** When that process started, as its system says it. */
  readonly pid_started: string | null;
  readonly run_id: string;
  /** ISO time. */
  readonly since: string;
  /** Tells one holding from the next of the same process. */
  readonly nonce: string;
};

/** What a lease says about its holder, seen from this process. */
export type Holding = 'live' | 'dead' | 'elsewhere';

/** The lease in a file; null where there is none, or none that can be read. */
export function readLease(path: string): Lease | null {
  const bytes = readIfThere(path);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return isLease(value) ? value : null;
  } catch {
    // It is written whole: what cannot be read is not a lease of ours.
    return null;
  }
}

function isLease(value: unknown): value is Lease {
  if (!isJsonObject(value)) return false;
  const { pid, host, run_id: run, since, nonce } = value;
  return (
    Number.isSafeInteger(pid) &&
    Number(pid) > 0 &&
    [host, run, since, nonce].every((each) => typeof each === 'string') &&
    [value['pid_started'], value['boot_id'], value['pid_namespace']].every(
      (each) => each === null || typeof each === 'string',
    )
  );
}

/** Whether a lease's holder lives, judged by what this machine knows. */
export function judgeLease(lease: Lease, here: HostFacts): Holding {
  if (lease.host !== here.host) return 'elsewhere';
  if (lease.boot_id !== here.boot_id) return 'dead';
  if (lease.pid_namespace !== here.pid_namespace) return 'elsewhere';
  const started = readStartTime(lease.pid);
  return started !== null && started === lease.pid_started ? 'live' : 'dead';
}

/** Who holds a place right now, for commands that only look. */
export function peekLease(
  path: string,
): { readonly lease: Lease; readonly holding: Holding } | null {
  const lease = readLease(path);
  if (lease === null) return null;
  return { lease, holding: judgeLease(lease, readHostFacts()) };
}

import { createMask, secretValues, type Mask } from '../../lib/mask-secrets.ts';
import {
  createPrivateResources,
  type PrivateResources,
} from './private-resources.ts';
import { createScan, type Scan } from './scan-processes.ts';

export type EdgeOptions = {
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names that agents get although they look like keys (`env.pass`). */
  readonly pass?: readonly string[];
  /** Time between TERM and KILL; default 5 s. */
  readonly graceMs?: number;
  /** Wall clock in ms. */
  readonly now?: () => number;
};

/** What all processes of a run share. */
export type Edge = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pass: readonly string[];
  readonly graceMs: number;
  readonly now: () => number;
  readonly mask: Mask;
  readonly scan: Scan;
  readonly reserve: () => Promise<PrivateResources>;
};

const GRACE_MS = 5000;

/** Puts together what agents and checks are started with; one for a whole run. */
export const createEdge = (options: EdgeOptions): Edge => ({
  env: options.env,
  pass: options.pass ?? [],
  graceMs: options.graceMs ?? GRACE_MS,
  now: options.now ?? Date.now,
  mask: createMask(secretValues(options.env)),
  scan: createScan(process.platform),
  reserve: createPrivateResources(process.pid),
});

import { createMask, secretValues, type Mask } from '../../lib/mask-secrets.ts';
import {
  createPrivateResources,
  type PrivateResources,
} from './private-resources.ts';
import { createProcessTable, type ProcessTable } from './scan-processes.ts';
import { createTurns, type InTurn } from './turns.ts';
import { SYSTEM_TICKING, type Ticking } from './ticking.ts';

export type EdgeOptions = {
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names that agents get although they look like keys (`env.pass`). */
  readonly pass?: readonly string[];
  /** Secrets beside those of the environment, from the user's config. */
  readonly secrets?: readonly string[];
  /** Time between TERM and KILL; default 5 s. */
  readonly graceMs?: number;
  readonly ticking?: Ticking;
};

/** What all processes of a run share. */
export type Edge = ProcessTable & {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pass: readonly string[];
  readonly graceMs: number;
  readonly ticking: Ticking;
  readonly mask: Mask;
  readonly reserve: () => Promise<PrivateResources>;
  /** Output is taken in by a few at once. */
  readonly inTurn: InTurn;
};

const GRACE_MS = 5000;
/** As many as Node writes files at once. */
const TURNS = 4;

/** Puts together what agents and checks are started with; one for a whole run. */
export const createEdge = (options: EdgeOptions): Edge => ({
  env: options.env,
  pass: options.pass ?? [],
  graceMs: options.graceMs ?? GRACE_MS,
  ticking: options.ticking ?? SYSTEM_TICKING,
  mask: createMask([...secretValues(options.env), ...(options.secrets ?? [])]),
  ...createProcessTable(process.platform),
  reserve: createPrivateResources(process.pid),
  inTurn: createTurns(TURNS),
});

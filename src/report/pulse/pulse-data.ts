import type { Limits } from '../../engine/limits.ts';
import type { State } from '../../model/state.ts';
import type { DesignDigest } from './design-digest.ts';

/** What PROJECT_PULSE.md is made of. */
export type PulseData = {
  readonly state: State;
  readonly now: string;
  readonly spec_name: string;
  readonly design: DesignDigest;
  /** Requirements of the spec, so that one that no unit names shows. */
  readonly requirements: readonly string[];
  /** Names that changed files export, by path; null where the file is gone, nothing where nobody looked. */
  readonly symbols: ReadonlyMap<string, readonly string[] | null>;
  /** Flags that name this run in a command. */
  readonly flags: readonly string[];
  /** What the run may use, so that every wait can be told apart. */
  readonly limits?: Limits | undefined;
};

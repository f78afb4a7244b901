import type { State } from '../model/state.ts';
import type { DesignDigest } from './design-digest.ts';

/** What PROJECT_PULSE.md is made of. */
export type PulseData = {
  readonly state: State;
  readonly now: string;
  readonly spec_name: string;
  readonly design: DesignDigest;
  /** Requirements of the spec, so that one that no unit names shows. */
  readonly requirements: readonly string[];
  /** Names that changed files export, by path; a path may be missing. */
  readonly symbols: ReadonlyMap<string, readonly string[]>;
  /** Flags that name this run in a command. */
  readonly flags: readonly string[];
};

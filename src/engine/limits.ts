import type { RoleName } from '../model/config.ts';

/** What the engine may use: settled outside, from flags, config and what is installed. */
export type Limits = {
  /** Agents at once. */
  readonly jobs: number;
  /** Backends that are there, in order of preference. */
  readonly roles: Readonly<Record<RoleName, readonly string[]>>;
  /** Whether the user has checks at all. */
  readonly hasChecks: boolean;
  /** No new work starts; what runs may end. */
  readonly isDraining: boolean;
  /** Whether a complete run is put on the target branch. */
  readonly shouldLand: boolean;
  /** Stay and wait for answers instead of ending with open decisions. */
  readonly waitsForAnswers: boolean;
  /** The file system folds case: `A.ts` and `a.ts` are one file. */
  readonly foldCase: boolean;
};

/** A command of the user's whose exit code counts as evidence. */
export type Check = {
  readonly name: string;
  /** Runs in the user's shell, as the user wrote it. */
  readonly run: string;
  readonly timeoutMs: number;
};

/** What one check said about one tree. */
export type CheckResult = {
  readonly name: string;
  readonly run: string;
  readonly passed: boolean;
  readonly exit_code: number | null;
  /** Tail of its output, masked and bounded. */
  readonly output: string;
  readonly duration_ms: number;
};

/** All checks on one tree. */
export type CheckRun = {
  readonly tree: string;
  readonly passed: boolean;
  readonly results: readonly CheckResult[];
};

/** A command of the user's whose exit code counts as evidence. */
export type Check = {
  readonly name: string;
  /** Runs in the user's shell, as the user wrote it. */
  readonly run: string;
  readonly timeoutMs: number;
  /** Named resources that it needs while it runs. */
  readonly resources: readonly string[];
  /** JUnit file it writes, relative to the workdir; null where it writes none. */
  readonly junit: string | null;
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
  /** Times it ran, where it ran more than once: a flake fails first and passes then. */
  readonly runs?: number;
  /** What its JUnit file says, where it names one and wrote it. */
  readonly tests?: TestCases;
  /** Why its failure does not count against the work, where it does not. */
  readonly excused?: Excuse;
};

/**
 * A failure that nobody has to answer now. `advisory`: it was there before the
 * run. `expected`: a test that shows a bug fails until the bug is fixed.
 */
export type Excuse = {
  readonly type: 'advisory' | 'expected';
  /** One sentence for people. */
  readonly text: string;
};

/** Failed tests of a check that are kept by name; with more a list is no comparison any more. */
export const MOST_FAILED_TESTS = 500;

/** Single tests of a check. */
export type TestCases = {
  readonly passed: number;
  /** `class name › test name`, at most `MOST_FAILED_TESTS` of them. */
  readonly failed: readonly FailedTest[];
};

export type FailedTest = {
  readonly name: string;
  /** The file it stands in, relative to the workdir, where the report says so. */
  readonly file: string | null;
};

/** All checks on one tree. */
export type CheckRun = {
  readonly tree: string;
  readonly passed: boolean;
  readonly results: readonly CheckResult[];
};

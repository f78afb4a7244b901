import type { Check, CheckResult } from '../model/check.ts';

/** Runs the user's commands, in the user's full environment. */
export type Checks = {
  run(
    check: Check,
    options: {
      readonly cwd: string;
      readonly mark: string;
      /** The unit's id; left out for checks of the whole run. */
      readonly task_id?: string;
      readonly signal: AbortSignal;
      /** Log file below attempts/: plain names, with slashes between. */
      readonly log_name: string;
    },
  ): Promise<CheckResult>;
};

import { EXIT_CODES, type ExitCode } from './exit-codes.ts';

/** What a `UserError` carries beside its message. */
export type UserErrorOptions = {
  /** What to do about it: a command to run, a flag to give. */
  readonly hint?: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
};

/** Something the person who started the program must put right; shown without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;

  constructor(message: string, options: UserErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? EXIT_CODES.halted;
  }
}

/** A wrong command line: exit code 64, and nothing has been started. */
export const usageError = (message: string, hint?: string): UserError =>
  new UserError(message, {
    exitCode: EXIT_CODES.usage,
    ...(hint === undefined ? {} : { hint }),
  });

/** What the process's exit code means: the contract of scripts and CI jobs that start it. */
export const EXIT_CODES = {
  /** Every unit is completed or canceled, and landed. */
  complete: 0,
  /** Halted, incomplete, refused to start, not landed, or a bug. */
  halted: 1,
  /** Only decisions are left. */
  decisions: 2,
  /** A wrong flag, value or command. */
  usage: 64,
  /** Ended by a signal, as shells report it. */
  hangup: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** One of the exit codes, so that no command invents another. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** Something a person should know about an input, with the place it is about. */
export type Diagnostic = {
  /** A stable kebab-case name of the kind of finding, `unknown-dependency`. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** Path as the user knows it, or null where no file is to blame. */
  readonly file: string | null;
  /** 1-based; null where the whole file is meant. */
  readonly line: number | null;
  /** 1-based; null where the whole line is meant. */
  readonly column: number | null;
};

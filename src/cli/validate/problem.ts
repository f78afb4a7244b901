import type { Diagnostic } from '../../model/diagnostic.ts';

/** One thing that does not hold, at the place that shows it. */
export const problem = (
  code: string,
  message: string,
  place: { readonly file: string | null; readonly line?: number | null },
): Diagnostic => ({
  code,
  severity: 'error',
  message,
  file: place.file,
  line: place.line ?? null,
  column: null,
});

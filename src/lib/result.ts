/** An expected outcome as data: a value, or the error that stood in its way. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** The good branch of a `Result`. */
export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({
  ok: true,
  value,
});

/** The bad branch of a `Result`. */
export const err = <E>(
  error: E,
): { readonly ok: false; readonly error: E } => ({ ok: false, error });

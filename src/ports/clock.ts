/** Time, so that tests can hold it. */
export type Clock = {
  /** ISO time. */
  now(): string;
  /** Resolves at the ISO time, or when the signal aborts. */
  until(time: string, options: { readonly signal: AbortSignal }): Promise<void>;
};

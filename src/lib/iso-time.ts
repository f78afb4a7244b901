/* eslint-disable no-restricted-globals -- pure: computes from a given time, never reads the clock */

/** The ISO time `ms` milliseconds after another one. */
export const plusMs = (iso: string, ms: number): string =>
  new Date(Date.parse(iso) + ms).toISOString();

/** Milliseconds from one ISO time to another. */
export const msBetween = (from: string, to: string): number =>
  Date.parse(to) - Date.parse(from);

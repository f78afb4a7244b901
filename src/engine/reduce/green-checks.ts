import type { CheckRun } from '../../model/check.ts';
import type { State } from '../../model/state.ts';

/** Checks that have passed once on what is integrated, these results included. */
export function greenAfter(
  { green_checks }: State,
  results: CheckRun['results'],
): ReadonlySet<string> {
  const news = results.filter(
    ({ name, passed }) => passed && !green_checks.has(name),
  );
  return news.length === 0
    ? green_checks
    : new Set([...green_checks, ...news.map(({ name }) => name)]);
}

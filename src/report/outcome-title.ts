import type { Summary } from '../view/summary/summary-data.ts';

/** Everything is done and where its owner expects it. */
export const COMPLETE = 'Complete';

/** How a run stands in a few words; what is only on the integration branch is not where its owner expects it. */
export function outcomeTitle(summary: Summary): string {
  const { is_complete, landing, run, reason } = summary;
  if (!is_complete) return reason === null ? 'Not over yet' : 'Not complete';
  const isThere = landing?.type === 'landed' || run?.isolation === 'shared';
  return isThere ? COMPLETE : 'Complete, not landed';
}

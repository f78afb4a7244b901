import type { Finding } from '../model/finding.ts';
import { FINAL_TASK } from '../model/ids.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';

/** A finding that stops nothing, and the unit it was found in; `final` for everything together. */
export type DeferredFinding = Finding & { readonly task_id: TaskId };

/** What reviews left for later, each said once, in the order of the units. */
export function deferredFindings({
  units,
  whole_review,
}: State): readonly DeferredFinding[] {
  const all = [
    ...units.flatMap(({ plan: { task_id }, deferred }) =>
      deferred.map((finding) => ({ ...finding, task_id })),
    ),
    ...whole_review.reports.flatMap(({ findings }) =>
      findings
        .filter(({ severity }) => severity === 'minor')
        .map((finding) => ({ ...finding, task_id: FINAL_TASK })),
    ),
  ];
  const known = new Map<string, DeferredFinding>();
  for (const finding of all) {
    if (!known.has(finding.fingerprint)) {
      known.set(finding.fingerprint, finding);
    }
  }
  return [...known.values()];
}

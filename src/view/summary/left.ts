import type { State } from '../../model/state.ts';
import { deferredFindings } from '../deferred.ts';
import type { SummaryOptions } from '../next-command.ts';
import { isSettled, statusLook } from '../status-look.ts';
import { findWaits } from '../waits.ts';
import type { Summary } from './summary-data.ts';

/** What is open, then what can wait. */
export const findingsLeft = (state: State): Summary['findings'] => [
  ...state.units
    .filter(({ status }) => !isSettled(status))
    .flatMap(({ open_findings, plan: { task_id } }) =>
      open_findings.map((finding) => ({
        ...finding,
        task_id,
        is_deferred: false,
      })),
    ),
  ...deferredFindings(state).map((finding) => ({
    ...finding,
    is_deferred: true,
  })),
];

/** What the review of everything together said last, and what answers it. */
export function wholeReview({
  whole_review,
  units,
}: State): Pick<Summary, 'final_review' | 'is_review_waived'> {
  const report = whole_review.reports.at(-1);
  return {
    is_review_waived: whole_review.status === 'waived',
    final_review:
      report === undefined
        ? null
        : {
            severity: report.severity,
            summary: report.summary,
            reviewers: report.reviewers,
            fixed_by: units.flatMap(({ plan }) =>
              plan.added_by === 'final_review' ? [plan.task_id] : [],
            ),
          },
  };
}

/** Units that are not completed, each with what it waits for. */
export function notDone(
  state: State,
  { limits, now }: SummaryOptions,
): Summary['not_done'] {
  const isOver = state.finished !== null;
  const waits = findWaits(state, isOver ? { limits } : { limits, now });
  return state.units
    .filter((unit) => unit.status !== 'completed')
    .map((unit) => ({
      task_id: unit.plan.task_id,
      description: unit.plan.description,
      why:
        unit.status === 'canceled'
          ? 'canceled'
          : (waits.get(unit.plan.task_id)?.text ??
            statusLook(unit.status).word +
              (isOver ? ' when the run ended' : '')),
    }));
}

import type { Finding } from '../../model/finding.ts';
import { FINAL_TASK } from '../../model/ids.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { findUnit } from '../../model/state-access.ts';
import { deferredFindings } from '../../view/deferred.ts';
import { isSettled } from '../../view/status-look.ts';

/** A finding that still stands, and where it came up. */
export type ReportedFinding = {
  readonly finding: Finding;
  readonly task_id: TaskId;
  /** Line of the unit in tasks.md; 1 for the whole run. */
  readonly task_line: number;
  /** Why it stops nothing; null where it does. */
  readonly suppressed: string | null;
};

const RANK = ['critical', 'major', 'minor'] as const;

/**
 * Every finding that is open or was put off, each once: what is open first, and
 * among equals the worst.
 */
export function reportedFindings(state: State): readonly ReportedFinding[] {
  const lineOf = (task_id: TaskId): number =>
    Math.max(1, findUnit(state, task_id)?.plan.line ?? 1);
  const open = state.units
    .filter(({ status }) => !isSettled(status))
    .flatMap(({ open_findings, plan: { task_id } }) =>
      open_findings.map((finding) => ({
        ...{ finding, task_id, task_line: lineOf(task_id) },
        suppressed: null,
      })),
    );
  const later = deferredFindings(state).map(({ task_id, ...finding }) => ({
    ...{ finding, task_id, task_line: lineOf(task_id) },
    suppressed: finding.deferred ?? laterReason(task_id),
  }));
  const known = new Map<string, ReportedFinding>();
  for (const one of [...open, ...later]) {
    const { fingerprint } = one.finding;
    if (!known.has(fingerprint)) known.set(fingerprint, one);
  }
  return [...known.values()].toSorted(
    (a, b) =>
      Number(a.suppressed !== null) - Number(b.suppressed !== null) ||
      RANK.indexOf(a.finding.severity) - RANK.indexOf(b.finding.severity),
  );
}

const laterReason = (task_id: TaskId): string =>
  task_id === FINAL_TASK
    ? 'minor: the final review left it for later'
    : 'minor: the review left it for later';

import type { Decision } from '../model/decision.ts';
import type { RunFacts } from '../model/event.ts';
import { learningsOf } from '../engine/end/learnings.ts';
import type { Learned } from '../engine/end/learnings.ts';
import type { Finding, Severity } from '../model/finding.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import type { Status } from '../model/status.ts';
import { isFromTasks } from '../model/unit.ts';
import type { Unit } from '../model/unit.ts';
import { allAttempts, endedWork } from './attempts.ts';
import { currentEvidence } from '../model/state-access.ts';
import { checkNotes } from './check-notes.ts';
import { toCoverage } from './coverage.ts';
import type { RequirementCoverage } from './coverage.ts';
import { deferredFindings } from './deferred.ts';
import { command, decideCommand, openDecisions } from './decisions.ts';
import { millisBetween } from './format.ts';
import { nextCommand } from './next-command.ts';
import type { NextCommand, SummaryOptions } from './next-command.ts';
import { toProgress } from './progress.ts';
import type { Progress } from './progress.ts';
import { isSettled, statusLook } from './status-look.ts';
import { subtaskRows } from './subtasks.ts';
import { toTimeAccount } from './time-account.ts';
import type { Spent } from './time-account.ts';
import { runUsage } from './usage.ts';
import type { RunUsage } from './usage.ts';
import { findWaits } from './waits.ts';

export type UnitSummary = {
  readonly task_id: TaskId;
  readonly description: string;
  readonly status: Status;
  /** The backend that did the last work, the owner where none did. */
  readonly agent: string;
  readonly attempts: number;
  readonly fixes: number;
  readonly files: number;
  readonly commit: string | null;
  /** Whether its last review was another vendor's; null before the first. */
  readonly independent_review: boolean | null;
  /** What its last review said; null before the first. */
  readonly verdict: Severity | null;
};

/** What became of the review of everything together. */
export type FinalReviewSummary = {
  readonly severity: Severity;
  readonly summary: string;
  readonly reviewers: readonly string[];
  /** Units that were added to answer it. */
  readonly fixed_by: readonly TaskId[];
};

/** The data of the final summary: what is done, where it is, what is left and what to do about it. */
export type Summary = {
  readonly spec_path: string;
  readonly progress: Progress;
  /** Tasks of tasks.md that have no subtasks, those given up left out. */
  readonly tasks: { readonly completed: number; readonly total: number };
  readonly is_complete: boolean;
  readonly duration_ms: number;
  readonly units: readonly UnitSummary[];
  /** Files changed, those that most units touched first. */
  readonly key_files: readonly {
    readonly path: string;
    readonly units: readonly TaskId[];
  }[];
  readonly findings: readonly (Finding & {
    readonly task_id: TaskId;
    readonly is_deferred: boolean;
  })[];
  /** Null where there was none: a single unit, switched off, or not yet. */
  readonly final_review: FinalReviewSummary | null;
  /** A person let it land without one. */
  readonly is_review_waived: boolean;
  /** Requirement by requirement, who answers it. */
  readonly requirements: readonly RequirementCoverage[];
  /** What agents say they learned. */
  readonly learnings: readonly Learned[];
  /** Where what can be used again was written down. */
  readonly learned_in: readonly string[];
  /** Why some of it was not. */
  readonly learning_notes: readonly string[];
  /** Writes the deferred findings as a task list; null where there are none. */
  readonly deferred_command: string | null;
  /** Shows all of this without a cut. */
  readonly report_command: string;
  readonly usage: RunUsage;
  /** Where the time of all units together went; null where no journal was given. */
  readonly time: Spent | null;
  /** What a person should know of the checks, one sentence each. */
  readonly check_notes: readonly string[];
  readonly run: RunFacts | null;
  readonly landing: State['landing'];
  readonly decisions: readonly (Decision & {
    /** One command an option. */
    readonly commands: readonly string[];
  })[];
  readonly not_done: readonly {
    readonly task_id: TaskId;
    readonly description: string;
    readonly why: string;
  }[];
  /** What agents were allowed, as it was passed to them: one line a backend and permission. */
  readonly permissions: readonly string[];
  /** Why the run ended, as the run itself said. */
  readonly reason: string | null;
  readonly logs: string;
  readonly next: NextCommand;
};

/** Adds up a run, at its end or at any time before. */
export function toSummary(state: State, options: SummaryOptions): Summary {
  const progress = toProgress(state);
  return {
    spec_path: state.run?.spec_path ?? '',
    progress,
    tasks: countTasks(state),
    is_complete:
      state.is_planned && state.units.every((unit) => isSettled(unit.status)),
    duration_ms: millisBetween(
      state.started_at,
      state.finished === null ? options.now : state.updated_at,
    ),
    units: state.units.map(toUnitSummary),
    key_files: keyFiles(state.units),
    findings: findingsLeft(state),
    ...wholeReview(state),
    requirements: toCoverage(state, options.requirements),
    learnings: learningsOf(state),
    learned_in: [...new Set(state.learning.kept.flatMap(({ files }) => files))],
    learning_notes: state.learning.kept.flatMap(({ notes }) => notes),
    deferred_command:
      deferredFindings(state).length === 0
        ? null
        : command(['report', ...options.flags, '--deferred']),
    report_command: command(['report', ...options.flags]),
    usage: runUsage(state, options.prices),
    time:
      options.events === undefined
        ? null
        : toTimeAccount(options.events, options).total,
    check_notes: checkNotes(state),
    run: state.run,
    landing: state.landing,
    decisions: openDecisions(state).map((decision) => ({
      ...decision,
      commands: decision.options.map((option) =>
        decideCommand(decision, option, options.flags),
      ),
    })),
    not_done: notDone(state, options),
    permissions: permissionsGiven(state),
    reason: endReason(state),
    logs: options.logs,
    next: nextCommand(state, options),
  };
}

function countTasks({ units }: State): Summary['tasks'] {
  const statuses = units
    .filter(({ plan, status }) => isFromTasks(plan) && status !== 'canceled')
    .flatMap((unit) => {
      const leaves = subtaskRows(unit).filter(
        ({ children }) => children.length === 0,
      );
      return leaves.length === 0
        ? [unit.status]
        : leaves.map(({ status }) => status);
    });
  return {
    completed: statuses.filter((status) => status === 'completed').length,
    total: statuses.length,
  };
}

/** Why the latest start ended; a complete run is over until a unit of it is reopened. */
const endReason = ({ finished, units }: State): string | null =>
  finished?.exit_code === 0 &&
  finished.step === undefined &&
  units.some(({ status }) => !isSettled(status))
    ? 'reopened since the run was complete'
    : (finished?.reason ?? null);

/** In the order in which they were first given. */
const permissionsGiven = (state: State): readonly string[] => [
  ...new Set(
    allAttempts(state).flatMap(({ backend, process }) =>
      process === null ? [] : [`${backend}: ${process.permissions}`],
    ),
  ),
];

function toUnitSummary(unit: Unit): UnitSummary {
  const work = endedWork(unit);
  return {
    task_id: unit.plan.task_id,
    description: unit.plan.description,
    status: unit.status,
    agent:
      work.at(-1)?.backend ??
      unit.reassigned_to ??
      unit.plan.assignment.owner_agent,
    attempts: work.length,
    fixes: work.filter((attempt) => attempt.role === 'fix').length,
    files: currentEvidence(unit)?.files_changed.length ?? 0,
    commit: unit.commit,
    independent_review: unit.reports.at(-1)?.independent_review ?? null,
    verdict: unit.reports.at(-1)?.severity ?? null,
  };
}

function keyFiles(units: readonly Unit[]): Summary['key_files'] {
  const byPath = new Map<string, TaskId[]>();
  for (const unit of units) {
    for (const path of currentEvidence(unit)?.files_changed ?? []) {
      byPath.set(path, [...(byPath.get(path) ?? []), unit.plan.task_id]);
    }
  }
  return [...byPath]
    .map(([path, ids]) => ({ path, units: ids }))
    .toSorted(
      (a, b) => b.units.length - a.units.length || (a.path < b.path ? -1 : 1),
    );
}

/** What is open, then what can wait. */
const findingsLeft = (state: State): Summary['findings'] => [
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

function wholeReview({
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

function notDone(
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

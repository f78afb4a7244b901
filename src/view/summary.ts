import type { Decision } from '../model/decision.ts';
import type { RunFacts } from '../model/event.ts';
import type { Finding } from '../model/finding.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import type { Status } from '../model/status.ts';
import type { Unit } from '../model/unit.ts';
import { endedWork } from './attempts.ts';
import { currentEvidence } from '../model/state-access.ts';
import { decideCommand, openDecisions } from './decisions.ts';
import { millisBetween } from './format.ts';
import { nextCommand } from './next-command.ts';
import type { NextCommand, SummaryOptions } from './next-command.ts';
import { toProgress } from './progress.ts';
import type { Progress } from './progress.ts';
import { isSettled } from './status-look.ts';
import { totalUsage } from './usage.ts';
import type { TotalUsage } from './usage.ts';
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
};

/** The data of the final summary: what is done, where it is, what is left and what to do about it. */
export type Summary = {
  readonly spec_path: string;
  readonly progress: Progress;
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
  readonly usage: TotalUsage;
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
    is_complete:
      state.is_planned && state.units.every((unit) => isSettled(unit.status)),
    duration_ms: millisBetween(
      state.started_at,
      state.finished === null ? options.now : state.updated_at,
    ),
    units: state.units.map(toUnitSummary),
    key_files: keyFiles(state.units),
    findings: state.units.flatMap(findingsLeft),
    usage: totalUsage(state),
    run: state.run,
    landing: state.landing,
    decisions: openDecisions(state).map((decision) => ({
      ...decision,
      commands: decision.options.map((option) =>
        decideCommand(decision, option, options.flags),
      ),
    })),
    not_done: notDone(state),
    reason: state.finished?.reason ?? null,
    logs: options.logs,
    next: nextCommand(state, options),
  };
}

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

const findingsLeft = (unit: Unit): Summary['findings'] => [
  ...(isSettled(unit.status) ? [] : unit.open_findings).map((finding) => ({
    ...finding,
    task_id: unit.plan.task_id,
    is_deferred: false,
  })),
  ...unit.deferred.map((finding) => ({
    ...finding,
    task_id: unit.plan.task_id,
    is_deferred: true,
  })),
];

function notDone(state: State): Summary['not_done'] {
  const waits = findWaits(state);
  return state.units
    .filter((unit) => unit.status !== 'completed')
    .map((unit) => ({
      task_id: unit.plan.task_id,
      description: unit.plan.description,
      why:
        unit.status === 'canceled'
          ? 'canceled'
          : (waits.get(unit.plan.task_id)?.text ??
            `${unit.status.replaceAll('_', ' ')} when the run ended`),
    }));
}

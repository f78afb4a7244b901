import { learningsOf } from '../../engine/end/learnings.ts';
import type { State } from '../../model/state.ts';
import { allAttempts } from '../attempts.ts';
import { toCoverage } from '../coverage.ts';
import { command, decideCommand, openDecisions } from '../decisions.ts';
import { deferredFindings } from '../deferred.ts';
import { millisBetween } from '../format.ts';
import type { SummaryOptions } from '../next-command.ts';
import { toProgress } from '../progress.ts';
import { statusCommand } from '../status-board.ts';
import { isSettled } from '../status-look.ts';
import { toTimeAccount } from '../time-account.ts';
import { runUsage } from '../usage.ts';
import { checkNotes } from './check-notes.ts';
import { countTasks, keyFiles, toUnitSummary } from './done.ts';
import { findingsLeft, notDone, wholeReview } from './left.ts';
import type { Summary } from './summary-data.ts';

/** Adds up a run, at its end or at any time before. */
export function toSummary(state: State, options: SummaryOptions): Summary {
  const progress = toProgress(state);
  const time =
    options.events === undefined
      ? null
      : toTimeAccount(options.events, options);
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
    time: time?.total ?? null,
    stopped_ms: time?.stopped_ms ?? 0,
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
    next: statusCommand(state, options.runner ?? 'dead', options),
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

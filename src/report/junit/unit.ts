import { unreachable } from '../../lib/unreachable.ts';
import { isWritingRole } from '../../model/assignment.ts';
import type { Attempt } from '../../model/attempt.ts';
import type { CheckResult } from '../../model/check.ts';
import type { Event } from '../../model/event.ts';
import type { FailureType } from '../../model/failure.ts';
import type { Finding, FindingSource } from '../../model/finding.ts';
import type { Unit } from '../../model/unit.ts';
import { millisBetween } from '../../view/format.ts';
import { isSettled } from '../../view/status-look.ts';
import { PASSED, skipped, wrong } from './case.ts';
import type { JunitCase, JunitOutcome } from './case.ts';
import type { ReportData } from '../report-data.ts';

/** What the cases of a unit are made from. */
export type UnitFacts = {
  readonly unit: Unit;
  /** Why it is not done; what a case says that did not run. */
  readonly why: string;
  /** Names of all checks that the run knows. */
  readonly checks: readonly string[];
  readonly integration_ms: number;
};

/** What a unit has to pass: its work, each check, the review, the integration. */
export function unitCases(facts: UnitFacts): readonly JunitCase[] {
  const { unit, checks } = facts;
  return [
    {
      name: 'implement',
      ms: timeOf(unit.attempts.filter(({ role }) => isWritingRole(role))),
      outcome: workOutcome(facts),
    },
    ...checks.map((name) => checkCase(name, facts)),
    {
      name: 'review',
      ms: timeOf(unit.attempts.filter(({ role }) => role === 'review')),
      outcome: reviewOutcome(facts),
      output: reviewNotes(unit),
    },
    {
      name: 'integration',
      ms: facts.integration_ms,
      outcome: integrationOutcome(facts),
    },
  ];
}

/** Time of all attempts; one that runs has none yet. */
export const timeOf = (attempts: readonly Attempt[]): number =>
  attempts.reduce(
    (sum, attempt) =>
      attempt.status === 'running'
        ? sum
        : sum + millisBetween(attempt.started_at, attempt.ended_at),
    0,
  );

/** How long each unit's integration took, as the journal has it. */
export function integrationTimes(
  events: readonly Event[],
): ReadonlyMap<string, number> {
  const begun = new Map<string, string>();
  const spent = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'integration_started') {
      begun.set(event.task_id, event.at);
    } else if (
      event.type === 'integrated' ||
      event.type === 'integration_failed'
    ) {
      const ms = millisBetween(begun.get(event.task_id) ?? null, event.at);
      spent.set(event.task_id, (spent.get(event.task_id) ?? 0) + ms);
      begun.delete(event.task_id);
    }
  }
  return spent;
}

/** Failures that say something of the work; all others say something of the machinery. */
const ABOUT_THE_WORK: ReadonlySet<FailureType> = new Set([
  'bad_output',
  'no_changes',
  'manifest_violation',
  'check_failed',
  'review_findings',
  'merge_conflict',
]);

/** How an attempt ended, as a case says it. */
function attemptOutcome(attempt: Attempt, why: string): JunitOutcome {
  if (attempt.status === 'running') return skipped('it runs');
  const { outcome, output } = attempt;
  switch (outcome.type) {
    case 'succeeded':
      return PASSED;
    case 'interrupted':
      return skipped(`interrupted: ${why}`);
    case 'failed': {
      const { type, message } = outcome.failure;
      return wrong(
        ABOUT_THE_WORK.has(type) ? 'failed' : 'error',
        type,
        `${attempt.attempt_id}: ${message}\n${output}`,
      );
    }
    default:
      return unreachable(outcome);
  }
}

function workOutcome({ unit, why }: UnitFacts): JunitOutcome {
  if (unit.status === 'completed') return PASSED;
  if (unit.status === 'canceled') return skipped(why);
  const last = unit.attempts.findLast(({ role }) => isWritingRole(role));
  const own = findingsOf(unit, ['manifest', 'agent']);
  if (own.length > 0) return found(own);
  return last === undefined ? skipped(why) : attemptOutcome(last, why);
}

function checkCase(name: string, { unit, why }: UnitFacts): JunitCase {
  const result = unit.checks
    .at(-1)
    ?.results.find((one: CheckResult) => one.name === name);
  return {
    name: `check ${name}`,
    ms: result?.duration_ms ?? 0,
    outcome:
      result === undefined
        ? skipped(unit.status === 'completed' ? 'it did not run' : why)
        : checkOutcome(result),
  };
}

/** A red check counts, unless the run itself excused it. */
export function checkOutcome(result: CheckResult): JunitOutcome {
  if (result.passed) return PASSED;
  if (result.excused !== undefined) return skipped(result.excused.text);
  const code = result.exit_code === null ? 'no exit code' : result.exit_code;
  return wrong(
    'failed',
    'check_failed',
    `${result.run} failed (${code})\n${result.output}`,
  );
}

function reviewOutcome({ unit, why }: UnitFacts): JunitOutcome {
  const open = findingsOf(unit, ['review']);
  if (open.length > 0) return found(open);
  const report = unit.reports.at(-1);
  if (report !== undefined) {
    const isBad = report.severity === 'critical' || report.severity === 'major';
    return isBad && unit.is_accepted
      ? skipped(`a person accepted it: ${report.severity}: ${report.summary}`)
      : PASSED;
  }
  if (unit.status === 'completed') return skipped('it was not reviewed');
  const last = unit.attempts.findLast(({ role }) => role === 'review');
  return last === undefined || isSettled(unit.status)
    ? skipped(why)
    : attemptOutcome(last, why);
}

/** What the review said although it passed. */
const reviewNotes = (unit: Unit): string => {
  const report = unit.reports.at(-1);
  return report === undefined
    ? ''
    : [report.summary, ...report.findings.map(findingLine)].join('\n');
};

function integrationOutcome({ unit, why }: UnitFacts): JunitOutcome {
  if (unit.status === 'completed' || unit.is_integrated) return PASSED;
  const open = findingsOf(unit, ['merge']);
  return open.length > 0 ? found(open) : skipped(why);
}

/** What is open of one source; a settled unit has nothing open. */
const findingsOf = (
  unit: Unit,
  sources: readonly FindingSource[],
): readonly Finding[] =>
  isSettled(unit.status)
    ? []
    : unit.open_findings.filter(({ source }) => sources.includes(source));

const RANK = ['critical', 'major', 'minor'] as const;

function found(findings: readonly Finding[]): JunitOutcome {
  const sorted = findings.toSorted(
    (a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity),
  );
  return wrong(
    'failed',
    sorted[0]?.severity ?? 'major',
    sorted.map(findingLine).join('\n'),
  );
}

/** `major: src/a.ts:3: A name says too little` */
export function findingLine({
  severity,
  file,
  line,
  description,
}: Finding): string {
  const place =
    file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `;
  return `${severity}: ${place}${description}`;
}

/** Names of all checks of the run, in the order in which they came up. */
export const checkNames = ({ state }: ReportData): readonly string[] => [
  ...new Set(
    [
      ...(state.baseline?.results ?? []),
      ...state.units.flatMap(({ checks }) =>
        checks.flatMap(({ results }) => results),
      ),
    ].map(({ name }) => name),
  ),
];

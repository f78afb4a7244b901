import { RUN_TASK } from '../../model/ids.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { openDecisions } from '../../view/decisions.ts';
import { PASSED, skipped, wrong } from './case.ts';
import type { JunitCase, JunitOutcome, JunitSuite } from './case.ts';
import { checkOutcome, findingLine, timeOf } from './unit.ts';
import type { ReportData } from '../report-data.ts';

/** What the run as a whole has to pass: the checks on everything together, the final review, the landing. */
export const runSuite = (data: ReportData): JunitSuite => ({
  name: 'the whole run',
  classname: 'run',
  started_at: data.state.started_at ?? data.now,
  properties: runProperties(data),
  cases: [
    ...gateCases(data.state),
    finalReviewCase(data),
    { name: 'landing', ms: 0, outcome: landingOutcome(data) },
    ...decisionCases(data.state, (id) => id === RUN_TASK),
  ],
});

/** A question that nobody answered is a failure: what asks for a person shows red. */
export const decisionCases = (
  state: State,
  isMeant: (id: TaskId) => boolean,
): readonly JunitCase[] =>
  openDecisions(state)
    .filter(({ task_id }) => isMeant(task_id))
    .map((decision) => ({
      name: `decision ${decision.id}`,
      ms: 0,
      outcome: wrong(
        'failed',
        'decision',
        [
          decision.context,
          ...decision.options.map(({ n, label }) => `${n}. ${label}`),
        ].join('\n'),
      ),
    }));

/** The checks on everything together. */
const gateCases = ({ gate }: State): readonly JunitCase[] =>
  (gate.run?.results ?? []).map((result) => ({
    name: `check ${result.name}`,
    ms: result.duration_ms,
    outcome:
      gate.is_waived && !result.passed
        ? skipped('it is red, and a person let the run land as it is')
        : checkOutcome(result),
  }));

function finalReviewCase({ state, summary }: ReportData): JunitCase {
  const { status, reports } = state.whole_review;
  const report = reports.at(-1);
  const outcome = (): JunitOutcome => {
    if (status === 'waived')
      return skipped('a person let the run land without one');
    if (status === 'done' && report !== undefined) return PASSED;
    return skipped(
      summary.is_complete ? 'there was none' : 'the run is not complete',
    );
  };
  return {
    name: 'final review',
    ms: timeOf(state.run_attempts.filter(({ role }) => role === 'review')),
    outcome: outcome(),
    output:
      report === undefined
        ? ''
        : [report.summary, ...report.findings.map(findingLine)].join('\n'),
  };
}

function landingOutcome({ state, summary }: ReportData): JunitOutcome {
  const { landing, run } = state;
  if (landing?.type === 'landing_failed')
    return wrong(
      'failed',
      'landing_failed',
      `${landing.reason}\n${landing.command}`,
    );
  if (landing !== null || run?.isolation === 'shared') {
    return summary.is_complete ? PASSED : skipped('the run is not complete');
  }
  return skipped(
    summary.is_complete ? 'it was not asked for' : 'the run is not complete',
  );
}

function runProperties({
  state,
  summary,
}: ReportData): readonly (readonly [string, string])[] {
  const { run, finished } = state;
  const { progress, usage } = summary;
  return [
    ['run_id', run?.run_id ?? ''],
    ['spec_path', run?.spec_path ?? ''],
    ['integration_branch', run?.integration_branch ?? ''],
    ['base_commit', run?.base_commit ?? ''],
    ['units_completed', String(progress.completed)],
    ['units_total', String(progress.total)],
    ['input_tokens', String(usage.input_tokens)],
    ['output_tokens', String(usage.output_tokens)],
    ...(usage.cost_usd === null
      ? []
      : [['cost_usd', usage.cost_usd.toFixed(4)] as const]),
    ['exit_code', finished === null ? 'not ended' : String(finished.exit_code)],
    ['next_command', summary.next.command],
  ];
}

import type { State } from '../../src/model/state.ts';
import type { ReportData } from '../../src/report/report-data.ts';
import { toSummary } from '../../src/view/summary/summary.ts';
import {
  at,
  blockedUnit,
  buildDecision,
  buildEvidence,
  buildFinding,
  buildReport,
  buildState,
  buildUnit,
  completedUnit,
  endedAttempt,
} from '../helpers/build-state.ts';
import type { Event } from '../../src/model/event.ts';
import { taskId } from '../../src/model/ids.ts';

/** What a report is made from, of a state alone. */
export const dataOf = (
  state: State,
  events: readonly Event[] = [],
): ReportData => ({
  state,
  events,
  summary: toSummary(state, {
    now: at(900),
    logs: '.orchestration/demo/attempts',
    pulse: '.kiro/specs/PROJECT_PULSE.md',
    flags: ['--spec', '.kiro/specs/demo'],
  }),
  now: at(900),
  diffs: new Map(),
});

/** Text that a spec or an agent could bring to break what it is put into. */
export const NASTY =
  '</failure>]]><script>alert("x")</script> & \u0000\u0008\u001b[31mred\ufffe\ud800 @octocat #12 ![i](http://e.example/x.png) $x$ `a` | <img src=x>';

const usage = {
  input_tokens: 1200,
  cached_input_tokens: 0,
  output_tokens: 80,
  cost_usd: 0.25,
};

/**
 * 1 is done, with something left for later; 2 waits for a person after a review
 * that went wrong; 3 failed its check; 4 could not be worked on; 5 did not run;
 * 6 was given up.
 */
export function mixedRun(): State {
  const failed = (text: string) => ({
    tree: 't',
    passed: false,
    results: [
      {
        ...{ name: 'unit tests', run: 'npm test', passed: false },
        ...{ exit_code: 1, output: text, duration_ms: 4250 },
      },
    ],
  });
  const work = (id: string) =>
    endedAttempt(id, 'implement', { usage, evidence: buildEvidence(['a']) });
  const major = buildFinding({
    fingerprint: 'f2',
    severity: 'major',
    description: `It is wrong: ${NASTY}`,
    file: 'src/a b/ü#1.ts',
    line: 7,
  });
  return buildState(
    [
      completedUnit('1', {
        plan: { description: `First ${NASTY}`, requirements: ['1.1'], line: 3 },
        attempts: [work('1'), endedAttempt('1', 'review')],
        reports: [buildReport()],
        deferred: [buildFinding()],
        commit: 'e'.repeat(40),
        is_integrated: true,
      }),
      blockedUnit('2.1', 'D1', {
        plan: { line: 5 },
        attempts: [work('2.1'), endedAttempt('2.1', 'review')],
        reports: [buildReport({ severity: 'major', findings: [major] })],
        open_findings: [
          major,
          buildFinding({ fingerprint: 'f3', severity: 'critical', file: null }),
        ],
      }),
      buildUnit('3', {
        status: 'fix_required',
        attempts: [work('3')],
        checks: [failed(`1 failed\n${NASTY}`)],
        open_findings: [
          buildFinding({
            ...{ fingerprint: 'f4', severity: 'major', source: 'check' },
            ...{ file: '../outside.ts', line: null },
          }),
        ],
      }),
      buildUnit('4', {
        attempts: [
          endedAttempt('4', 'implement', {
            outcome: {
              type: 'failed',
              failure: { type: 'network', message: 'the service is not there' },
            },
          }),
        ],
      }),
      buildUnit('5', { plan: { dependencies: ['4'] } }),
      buildUnit('6', { status: 'canceled' }),
    ],
    {
      decisions: [buildDecision(1, '2.1'), buildDecision(2, taskId('run'))],
    },
  );
}

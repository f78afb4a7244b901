import { expect, test } from 'vitest';
import { summaryText } from '../../../src/report/summary/summary-text.ts';
import { toSummary } from '../../../src/view/summary/summary.ts';
import {
  at,
  buildEvidence,
  buildFinding,
  buildReport,
  buildState,
  completedUnit,
  endedAttempt,
} from '../../helpers/build-state.ts';

const TEN = Array.from({ length: 10 }, (_, n) => {
  const id = String(n + 1);
  const process = {
    pid: 1,
    process_start: '1',
    permissions: '-s workspace-write',
  };
  return completedUnit(id, {
    plan: { requirements: [`${id}.1`, `${id}.2`] },
    commit: id.padStart(40, '0'),
    reports: [buildReport({ severity: 'minor' })],
    deferred: [buildFinding({ fingerprint: id, file: `src/${id}.ts` })],
    attempts: [
      endedAttempt(id, 'implement', {
        backend: n % 2 === 0 ? 'codex' : 'gemini',
        process,
        usage: {
          input_tokens: 1000,
          cached_input_tokens: 0,
          output_tokens: 100,
          cost_usd: 0.1,
        },
        evidence: buildEvidence([`src/${id}.ts`, 'src/shared.ts']),
        report: {
          status: 'completed',
          summary: 'done',
          learnings: ['Dates are kept as text.'],
        },
      }),
    ],
  });
});

const state = buildState(TEN, {
  whole_review: {
    status: 'done',
    after: 1,
    reports: [
      buildReport({ severity: 'major', summary: 'two names for one thing' }),
    ],
  },
  learning: {
    status: 'done',
    kept: [
      {
        type: 'learnings_kept',
        commit: 'abc',
        files: ['AGENTS.md'],
        notes: [],
      },
    ],
  },
  landing: { type: 'landed', commit: 'f'.repeat(40), branch: 'main' },
  finished: {
    type: 'run_finished',
    exit_code: 0,
    completed: 10,
    total: 10,
    landed: true,
    reason: 'complete',
  },
});

const summary = toSummary(state, {
  now: at(600),
  logs: '.orchestration/demo/attempts',
  pulse: 'PROJECT_PULSE.md',
  flags: ['--spec', '.kiro/specs/demo'],
  requirements: ['1.1', '11.1'],
});

test('a run of ten units fits a terminal and says where the rest is', () => {
  const text = summaryText(summary, { columns: 80 });
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  for (const said of [
    'Key files: src/shared.ts (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)',
    'Requirements: 20 of 21 covered; not: 11.1 (no unit names it)',
    'Final review: major, by gemini: two names for one thing',
    'Learned: 1 thing, noted in AGENTS.md',
    'Findings left: 10 for later',
    'report --spec .kiro/specs/demo --deferred',
    'All of it: orchestration-loop report --spec .kiro/specs/demo',
  ]) {
    expect(text).toContain(said);
  }
});

test('the whole of it has every requirement with unit, commit and verdict', () => {
  const text = summaryText(summary, { columns: 100, isWhole: true });
  expect(text).toContain('  10.2: 10 000000000000 review: minor\n');
  expect(text).toContain('  11.1 (not covered): no unit names it\n');
  expect(text).toContain('  - Dates are kept as text.\n');
  expect(text.match(/\(minor, for later\)/g)).toHaveLength(10);
  expect(text).not.toContain(' more');
});

test('a run that was not reviewed as a whole says so', () => {
  const waived = {
    ...state,
    whole_review: { status: 'waived' as const, reports: [], after: 3 },
  };
  const text = summaryText(
    toSummary(waived, { now: at(600), logs: '', pulse: '', flags: [] }),
  );
  expect(text).toContain(
    'Final review: not reviewed as a whole, as a person decided',
  );
});

import { describe, expect, test } from 'vitest';
import type { EventOf } from '../../../src/model/event.ts';
import type { State } from '../../../src/model/state.ts';
import { toSummary } from '../../../src/view/summary/summary.ts';
import type { Summary } from '../../../src/view/summary/summary-data.ts';
import {
  RUN,
  at,
  blockedUnit,
  buildDecision,
  buildEvidence,
  buildFinding,
  buildState,
  buildUnit,
  completedUnit,
  endedAttempt,
} from '../../helpers/build-state.ts';

const options = {
  now: at(3600),
  logs: '.orchestration/demo/attempts',
  pulse: '.kiro/specs/PROJECT_PULSE.md',
  flags: ['--spec', '.kiro/specs/demo'],
};
const summarise = (state: State): Summary => toSummary(state, options);

const finished = (exit_code: number): EventOf<'run_finished'> => ({
  type: 'run_finished',
  exit_code,
  completed: 0,
  total: 1,
  landed: false,
  reason: 'because',
});
const landed = {
  type: 'landed',
  commit: 'f'.repeat(40),
  branch: 'main',
} as const;

test('says what agents were allowed, each permission of a backend once', () => {
  const given = (permissions: string) => ({
    process: { pid: 1, process_start: '1', permissions },
  });
  const unit = buildUnit('1', {
    attempts: [
      endedAttempt('1', 'implement', given('-s workspace-write')),
      endedAttempt('1', 'review', given('-s read-only')),
      endedAttempt('1', 'review', { n: 2, ...given('-s read-only') }),
      endedAttempt('1', 'fix', {}),
    ],
  });
  expect(summarise(buildState([unit])).permissions).toEqual([
    'codex: -s workspace-write',
    'codex: -s read-only',
  ]);
});

describe('the one next command', () => {
  test('complete and landed: look at it', () => {
    expect(
      summarise(buildState([completedUnit('1')], { landing: landed })).next,
    ).toEqual({
      purpose: 'see what landed',
      command: 'git log --stat aaaaaaaaaaaa..ffffffffffff',
    });
  });

  test('complete and not landed: the exact command that lands', () => {
    expect(summarise(buildState([completedUnit('1')])).next.command).toBe(
      'git merge --ff-only orchestration/demo',
    );
    const landing = {
      type: 'landing_failed',
      reason: 'main is dirty',
      command: 'git stash && git merge --ff-only orchestration/demo',
    } as const;
    expect(
      summarise(buildState([completedUnit('1')], { landing })).next.command,
    ).toBe(landing.command);
  });

  test('complete in a shared folder: the pulse', () => {
    const run = {
      ...RUN,
      isolation: 'shared',
      integration_branch: null,
      base_commit: null,
    } as const;
    expect(
      summarise(buildState([completedUnit('1')], { run })).next.command,
    ).toBe('cat .kiro/specs/PROJECT_PULSE.md');
  });

  test('only decisions left: the most pressing one is answered', () => {
    const state = buildState([blockedUnit('1', 'D1'), blockedUnit('2', 'D2')], {
      decisions: [
        buildDecision(1, '1'),
        buildDecision(2, '2', { priority: 'critical' }),
      ],
      finished: finished(2),
    });
    expect(summarise(state).next.command).toBe(
      'orchestration-loop decide D2 --option 1 --spec .kiro/specs/demo',
    );
    expect(summarise(state).decisions.map((d) => d.commands)).toEqual([
      [
        'orchestration-loop decide D2 --option 1 --spec .kiro/specs/demo',
        'orchestration-loop decide D2 --option 2 --spec .kiro/specs/demo',
      ],
      [
        'orchestration-loop decide D1 --option 1 --spec .kiro/specs/demo',
        'orchestration-loop decide D1 --option 2 --spec .kiro/specs/demo',
      ],
    ]);
  });

  test('stopped with work left: start again, decisions or not', () => {
    const state = buildState([blockedUnit('1', 'D1'), buildUnit('2')], {
      decisions: [buildDecision(1, '1')],
      finished: finished(130),
    });
    expect(summarise(state).next).toEqual({
      purpose: 'go on',
      command: 'orchestration-loop --spec .kiro/specs/demo',
    });
  });

  test('a plan that never came is not complete', () => {
    const summary = summarise(buildState([], { is_planned: false }));
    expect(summary.is_complete).toBe(false);
    expect(summary.next.purpose).toBe('go on');
  });
});

describe('the summary', () => {
  test('says who did what, in how many attempts', () => {
    const summary = summarise(
      buildState([
        completedUnit('1', {
          commit: 'e'.repeat(40),
          attempts: [
            endedAttempt('1', 'implement', {
              evidence: buildEvidence(['a.ts', 'shared.ts']),
            }),
            endedAttempt('1', 'review', { backend: 'gemini' }),
            endedAttempt('1', 'fix', {
              backend: 'claude',
              evidence: buildEvidence(['a.ts', 'shared.ts', 'b.ts']),
            }),
          ],
        }),
        completedUnit('2', {
          attempts: [
            endedAttempt('2', 'implement', {
              evidence: buildEvidence(['shared.ts']),
            }),
          ],
        }),
      ]),
    );
    expect(summary.units[0]).toMatchObject({
      agent: 'claude',
      attempts: 2,
      fixes: 1,
      files: 3,
      commit: 'e'.repeat(40),
    });
    expect(summary.key_files).toEqual([
      { path: 'shared.ts', units: ['1', '2'] },
      { path: 'a.ts', units: ['1'] },
      { path: 'b.ts', units: ['1'] },
    ]);
  });

  test('lasts to the last event of an ended run, to now in a running one', () => {
    const units = [completedUnit('1')];
    expect(summarise(buildState(units)).duration_ms).toBe(3_600_000);
    expect(
      summarise(buildState(units, { finished: finished(0) })).duration_ms,
    ).toBe(600_000);
  });

  test('tells why each unit is not done', () => {
    const summary = summarise(
      buildState(
        [
          completedUnit('1'),
          blockedUnit('2', 'D1'),
          buildUnit('3', { plan: { dependencies: ['2'] } }),
          buildUnit('4', { status: 'canceled' }),
        ],
        { decisions: [buildDecision(1, '2')], finished: finished(2) },
      ),
    );
    expect(
      summary.not_done.map((unit) => `${unit.task_id}: ${unit.why}`),
    ).toEqual([
      '2: decision D1: three fixes did not help',
      '3: after 2',
      '4: canceled',
    ]);
    expect(summary.is_complete).toBe(false);
  });

  test('keeps open and deferred findings, and drops what a settled unit answered', () => {
    const open = buildFinding({ fingerprint: 'open', severity: 'major' });
    const later = buildFinding({ fingerprint: 'later' });
    const summary = summarise(
      buildState([
        completedUnit('1', { open_findings: [open], deferred: [later] }),
        buildUnit('2', { status: 'fix_required', open_findings: [open] }),
      ]),
    );
    expect(
      summary.findings.map((f) => [f.task_id, f.fingerprint, f.is_deferred]),
    ).toEqual([
      ['2', 'open', false],
      ['1', 'later', true],
    ]);
  });
});

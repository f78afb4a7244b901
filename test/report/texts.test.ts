import { describe, expect, test } from 'vitest';
import { planText } from '../../src/report/plan/plan-text.ts';
import type { PlanTextData } from '../../src/report/plan/plan-text.ts';
import { planned } from '../../src/simulation/planned-state.ts';
import { toPlanOverview } from '../../src/view/plan/plan-overview.ts';
import { planLimits } from '../helpers/plan-limits.ts';
import { summaryText } from '../../src/report/summary/summary-text.ts';
import { toSummary } from '../../src/view/summary/summary.ts';
import { textWidth } from '../../src/view/terminal-text.ts';
import type { State } from '../../src/model/state.ts';
import {
  RUN,
  at,
  blockedUnit,
  buildDecision,
  buildEvidence,
  buildFinding,
  buildPlan,
  buildState,
  buildSubtask,
  buildUnit,
  completedUnit,
  endedAttempt,
} from '../helpers/build-state.ts';

const usage = {
  input_tokens: 120_000,
  cached_input_tokens: 90_000,
  output_tokens: 8_000,
  cost_usd: 0.42,
};

const done = completedUnit('1', {
  plan: { description: 'Set up the project' },
  commit: 'e'.repeat(40),
  deferred: [buildFinding()],
  attempts: [
    endedAttempt('1', 'implement', {
      usage,
      evidence: buildEvidence(['src/a.ts']),
    }),
    endedAttempt('1', 'fix', {
      evidence: buildEvidence(['src/a.ts', 'src/b.ts']),
    }),
  ],
});

const summarise = (state: State, columns = 80): string =>
  summaryText(
    toSummary(state, {
      now: at(600),
      logs: '.orchestration/demo/attempts',
      pulse: '.kiro/specs/PROJECT_PULSE.md',
      flags: ['--spec', '.kiro/specs/demo'],
    }),
    { columns },
  );

const finished = (exit_code: number, reason: string): State['finished'] => ({
  type: 'run_finished',
  exit_code,
  completed: 1,
  total: 3,
  landed: exit_code === 0,
  reason,
});

const undecided = buildState(
  [
    done,
    blockedUnit('2.1', 'D1', {
      plan: {
        description:
          'ログイン画面を作る: a form with a rather long title that will not fit into the line',
      },
    }),
    buildUnit('10', { plan: { dependencies: ['2.1'] } }),
  ],
  {
    decisions: [
      buildDecision(1, '2.1', {
        context:
          'Unit 2.1 failed its review three times: the form loses what was typed when the session ends. Logs: attempts/2.1-review-3',
      }),
    ],
    finished: finished(2, 'only decisions are left'),
  },
);

describe('the final summary', () => {
  test('of a complete run says where everything is', () => {
    const state = buildState([done], {
      landing: { type: 'landed', commit: 'f'.repeat(40), branch: 'main' },
      finished: finished(0, 'everything is completed and landed'),
    });
    expect(summarise(state)).toMatchInlineSnapshot(`
      "Complete: .kiro/specs/demo
      1/1 units completed in 10m 00s
      120k tokens in (90k cached), 8k out, $0.42 (1 attempt named no cost)

      Units
        ✓ 1  completed       codex, 2 attempts, 1 fix    Set up the project

      Key files: src/a.ts (1), src/b.ts (1)
      Findings left: 1 for later
        1 (minor, for later): src/a.ts:3: A name says too little
        As a task list: orchestration-loop report --spec .kiro/specs/demo --deferred
      All of it: orchestration-loop report --spec .kiro/specs/demo

      Where it is
        Landed on main at ffffffffffff.
        orchestration/demo holds 1 of 1 units, a commit each.

      Done:     1 of 1 unit
      Not done: nothing
      Logs:     .orchestration/demo/attempts
      Next:     see what landed
                git log --stat aaaaaaaaaaaa..ffffffffffff
      "
    `);
  });

  test('of a run with a decision says what it needs and how to give it', () => {
    expect(summarise(undecided)).toMatchInlineSnapshot(`
      "Not complete: .kiro/specs/demo
      1/3 units completed in 10m 00s
      120k tokens in (90k cached), 8k out, $0.42 (1 attempt named no cost)

      Units
        ✓ 1    completed       codex, 2 attempts, 1 fix    Set up the project
        ! 2.1  blocked         codex                       ログイン画面を作る: a form…
        · 10   not started     codex                       Unit 10

      Key files: src/a.ts (1), src/b.ts (1)
      Findings left: 1 for later
        1 (minor, for later): src/a.ts:3: A name says too little
        As a task list: orchestration-loop report --spec .kiro/specs/demo --deferred
      All of it: orchestration-loop report --spec .kiro/specs/demo

      Where it is
        orchestration/demo holds 1 of 3 units, a commit each.
        Not landed: main is as it was.

      Decisions
        D1  2.1: Unit 2.1 failed its review three times: the form loses what was typed
            when the session ends. Logs: attempts/2.1-review-3
            1. Try once more
               orchestration-loop decide D1 --option 1 --spec .kiro/specs/demo
            2. Leave it out
               orchestration-loop decide D1 --option 2 --spec .kiro/specs/demo

      Done:     1 of 3 units
      Not done: 2.1: decision D1: three fixes did not help
      Not done: 10: after 2.1
      Why:      only decisions are left
      Logs:     .orchestration/demo/attempts
      Next:     answer D1, then start the run again
                orchestration-loop decide D1 --option 1 --spec .kiro/specs/demo
      "
    `);
  });

  test.each([60, 80, 100, 300])(
    'fits %i columns but for the commands',
    (columns) => {
      const lines = summarise(undecided, columns)
        .split('\n')
        .filter((text) => !text.includes('orchestration-loop'));
      for (const text of lines)
        expect(textWidth(text)).toBeLessThanOrEqual(Math.min(100, columns));
    },
  );

  test('tells units that wait for the same in one line, whatever stands between', () => {
    const after = (id: string) => ({ plan: { dependencies: [id] } });
    const text = summarise(
      buildState([
        blockedUnit('1', 'D1'),
        buildUnit('2', after('1')),
        buildUnit('3', after('2')),
        buildUnit('4', after('1')),
      ]),
    );
    const lines = text.split('\n').filter((line) => /^Not done/.test(line));
    expect(lines.slice(1)).toEqual([
      'Not done: 2, 4: after 1',
      'Not done: 3: after 2',
    ]);
  });

  test('of a shared folder promises no branch', () => {
    const run = { ...RUN, isolation: 'shared' } as const;
    const text = summarise(buildState([done], { run }));
    expect(text).toContain('In the working folder; nothing was committed.');
    expect(text).not.toContain('orchestration/demo holds');
  });

  test('that did not land never says it did', () => {
    const text = summarise(
      buildState([done], {
        landing: {
          type: 'landing_failed',
          reason: 'main has changes in src/a.ts',
          command: 'git merge --ff-only orchestration/demo',
        },
      }),
    );
    expect(text).toContain('Not landed on main: main has changes in src/a.ts');
    expect(text).not.toMatch(/Landed/);
    expect(text).toMatch(/^Complete, not landed: /);
    expect(text.trimEnd().split('\n').at(-1)?.trim()).toBe(
      'git merge --ff-only orchestration/demo',
    );
  });
});

const planUnits = [
  buildPlan('1', {
    description: 'Set up the project',
    subtasks: [buildSubtask('1.1'), buildSubtask('1.2', { is_done: true })],
  }),
  buildPlan('2', {
    description: 'Draw the page',
    dependencies: ['1'],
    manifest: 'inferred',
    assignment: {
      owner_agent: 'gemini',
      criticality: 'complex',
      writes: ['src/ui/'],
      reads: ['src/1.ts'],
    },
  }),
  buildPlan('3', { manifest: 'none', is_optional: true, checkpoint: true }),
];

const plan: PlanTextData = {
  spec_path: '.kiro/specs/demo',
  overview: toPlanOverview(planned(planUnits), planLimits()),
  isolation: 'worktree',
  target_branch: 'main',
  checks: [{ name: 'test', run: 'npm test' }],
  assign_backend: 'codex',
  permissions: ['gemini runs without a sandbox'],
  notes: ['git has no identity: commits are by "orchestration-loop"'],
};

describe('the plan before consent', () => {
  test('shows units, files, checks, place and what agents may', () => {
    expect(planText(plan, { columns: 80 })).toMatchInlineSnapshot(`
      "Plan for .kiro/specs/demo
      3 units, up to 1 at once (2 jobs), at least 4 tasks long; codex assigns what
      tasks.md leaves open

      Units
        1  Set up the project
           codex · 1 subtask
           files (declared): writes src/1.ts
        2  Draw the page
           gemini · complex · after 1
           files (inferred): writes src/ui/; reads src/1.ts
        3  Unit 3
           codex · optional · checkpoint
           files: none known, runs alone

      Checks
        test: npm test

      Where
        a git worktree a unit; what passes lands on main

      Allowed
        gemini runs without a sandbox

      Notes
        git has no identity: commits are by "orchestration-loop"
      "
    `);
  });

  test('says who never runs at once, but not all of it', () => {
    const clique = Array.from({ length: 6 }, (_, i) =>
      buildPlan(String(i), { assignment: { writes: ['a.ts'] } }),
    );
    const text = planText({
      ...plan,
      overview: toPlanOverview(planned(clique), planLimits()),
    });
    expect(text).toContain('0 and 1 never run at once: both need a.ts.');
    expect(text).toContain('and 5 more');
  });

  test('says what was settled before, and when nothing is left', () => {
    const { overview } = plan;
    const [first, ...rest] = overview.open;
    const settled = { ...overview, open: rest, settled: 4 };
    expect(first).toBeDefined();
    expect(planText({ ...plan, overview: settled })).toContain(
      '2 units, 4 more settled before,',
    );
    expect(planText({ ...plan, overview: { ...settled, open: [] } })).toContain(
      'nothing is left, 4 more settled before',
    );
  });

  test('says so when no check is there to judge', () => {
    expect(planText({ ...plan, checks: [] })).toContain(
      'none: only reviews judge the work',
    );
  });

  test('says that nothing is committed in a shared folder', () => {
    expect(planText({ ...plan, isolation: 'shared' })).toContain(
      'nothing is committed',
    );
  });
});

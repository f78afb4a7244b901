import { describe, expect, test } from 'vitest';
import type { PulseData } from '../../src/report/pulse-data.ts';
import { renderPulse } from '../../src/report/pulse.ts';
import { findSymbols } from '../../src/report/symbols.ts';
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

const report = { status: 'completed', summary: 'Adds the *store*' } as const;

const state = buildState(
  [
    completedUnit('1', {
      plan: {
        description: 'Add a store <script>',
        requirements: ['1.1'],
        assignment: { criticality: 'security-sensitive' },
      },
      commit: 'e'.repeat(40),
      fix_attempts: 2,
      deferred: [buildFinding({ description: 'Name `x` says too little' })],
      reports: [buildReport({ independent_review: false })],
      attempts: [
        endedAttempt('1', 'implement', {
          report,
          evidence: buildEvidence(['src/store/__init__.ts', 'index.ts'], {
            notes: ['dist/ is ignored by git'],
          }),
        }),
        endedAttempt('1', 'review', { backend: 'gemini' }),
      ],
    }),
    blockedUnit('2', 'D1', { plan: { requirements: ['1.2'] } }),
    buildUnit('3', { status: 'under_review' }),
    buildUnit('4', { plan: { dependencies: ['2'] } }),
  ],
  { decisions: [buildDecision(1, '2')] },
);

const data: PulseData = {
  state,
  now: at(600),
  spec_name: 'demo',
  design: {
    overview: 'A small demo.',
    diagram: { language: 'mermaid', text: 'graph TD\n  A --> B' },
  },
  requirements: ['1.1', '1.2', '1.3'],
  symbols: new Map([['src/store/__init__.ts', ['open', 'close']]]),
  flags: ['--spec', '.kiro/specs/demo'],
};

describe('PROJECT_PULSE.md', () => {
  test('has its four sections, progress, coverage and what was put off', () => {
    expect(renderPulse(null, data)).toMatchInlineSnapshot(`
      "# Project Pulse: demo

      <!-- orchestration-loop:begin status -->
      \`█████░░░░░░░░░░░░░░░\` 25 %

      **1 of 4 units completed**: 1 in review, 1 blocked, 1 planned, **1 decision open**

      Updated 2026-01-02 10:10 UTC
      <!-- orchestration-loop:end status -->

      ## 🟢 Mental Model

      <!-- orchestration-loop:begin mental-model -->
      A small demo.

      \`\`\`mermaid
      graph TD
        A --> B
      \`\`\`

      ### Requirement Coverage

      1 of 3 requirements covered

      - ✅ 1.1: 1
      - ⏳ 1.2: 2
      - ⚠️ 1.3: no unit names it
      <!-- orchestration-loop:end mental-model -->

      ## 🟡 Narrative Delta

      <!-- orchestration-loop:begin narrative-delta -->
      ### Completed

      - **1** Add a store \\<script\\> (codex, 2 files, 2 fixes, \`eeeeeeeeeeee\`)
        Adds the \\*store\\*

      ### Underway

      - **3** Unit 3: under review, waits for a free slot

      ### Next

      - **4** Unit 4: not started, after 2
      <!-- orchestration-loop:end narrative-delta -->

      ## 🔴 Risks & Debt

      <!-- orchestration-loop:begin risks-and-debt -->
      ### Cognitive Load Warnings

      - **1** took 2 fixes
      - **1** is security-sensitive: read it yourself
      - **1** was reviewed by the backend that wrote it

      ### Technical Debt

      - **1** deferred minor: Name \\\`x\\\` says too little (\`src/a.ts:3\`)
      - **1** dist/ is ignored by git

      ### Blocked

      - **2** three fixes did not help (freed by D1)

      ### Pending Decisions

      - **D1** (unit 2, normal, since 2026-01-02 10:03 UTC): Unit 2 failed its review three times
        - Try once more: \`orchestration-loop decide D1 --option 1 --spec .kiro/specs/demo\`
        - Leave it out: \`orchestration-loop decide D1 --option 2 --spec .kiro/specs/demo\`
      <!-- orchestration-loop:end risks-and-debt -->

      ## 🔗 Semantic Anchors

      <!-- orchestration-loop:begin semantic-anchors -->
      - \`[root] index.ts\`
      - \`[store] src/store/__init__.ts -> open, close\`
      <!-- orchestration-loop:end semantic-anchors -->
      "
    `);
  });

  test('keeps what a person wrote into any section, while the rest goes on', () => {
    const first = renderPulse(null, data);
    const edited = first
      .replace('## 🟡 Narrative Delta\n', '## 🟡 Narrative Delta\n\nMy note.\n')
      .replace('## 🔴 Risks & Debt', '## 🔴 Risks & Debt (mine)')
      .concat('\n## Ideas\n\n- one\n');
    const later = { ...data, spec_name: 'renamed', now: at(700) };
    const second = renderPulse(edited, {
      ...later,
      state: buildState([buildUnit('1')]),
    });
    expect(second).toContain('My note.');
    expect(second).toContain('## 🔴 Risks & Debt (mine)');
    expect(second).toContain('## Ideas\n\n- one\n');
    expect(second).toContain('**0 of 1 unit completed**');
    expect(second).not.toContain('Add a store');
    expect(second).toContain('# Project Pulse: demo');
  });

  test('joins a page that was written by hand under the same headings', () => {
    const page =
      '# Pulse\n\n## 🟢 Mental Model\nOurs.\n\n## 🔴 Risks & Debt\nNone.\n';
    const text = renderPulse(page, data);
    expect(text.match(/^## .*$/gm)).toEqual([
      '## 🟢 Mental Model',
      '## 🔴 Risks & Debt',
      '## 🟡 Narrative Delta',
      '## 🔗 Semantic Anchors',
    ]);
    expect(text).toContain('Ours.');
    expect(renderPulse(text, data)).toBe(text);
  });

  test('escalates a decision that waited for more than a day', () => {
    const day = 24 * 60 * 60;
    expect(renderPulse(null, { ...data, now: at(200 + day) })).not.toContain(
      'ESCALATED',
    );
    expect(renderPulse(null, { ...data, now: at(201 + day) })).toContain(
      '- **ESCALATED** **D1**',
    );
  });

  test('names files that many units change, and units that change many', () => {
    const many = Array.from({ length: 16 }, (_, i) => `src/f${i}.ts`);
    const units = ['1', '2', '3'].map((id) =>
      completedUnit(id, {
        attempts: [
          endedAttempt(id, 'implement', {
            evidence: buildEvidence(id === '1' ? many : ['src/f0.ts']),
          }),
        ],
      }),
    );
    const text = renderPulse(null, { ...data, state: buildState(units) });
    expect(text).toContain('- **1** changed 16 files');
    expect(text).toContain('- `src/f0.ts` was changed by 3 units');
    expect(text).not.toContain('`src/f1.ts` was changed by');
  });

  test('shows agents’ text as text', () => {
    const hostile = '</details><!-- x --> [a](http://b) @all\n# Big';
    const unit = completedUnit('1', {
      attempts: [
        endedAttempt('1', 'implement', {
          report: { status: 'completed', summary: hostile },
        }),
      ],
    });
    const text = renderPulse(null, { ...data, state: buildState([unit]) });
    expect(text).toContain(
      String.raw`\</details\>\<!-- x --\> \[a\](http://b) @all \# Big`,
    );
  });

  test('a fence in the diagram does not end its block', () => {
    const text = renderPulse(null, {
      ...data,
      design: {
        overview: null,
        diagram: { language: 'mermaid', text: '```\nx' },
      },
    });
    expect(text).toContain('````mermaid\n```\nx\n````');
  });
});

describe('exported names', () => {
  test.each([
    [
      'a.ts',
      'export const a = 1;\nconst b = 2;\nexport async function c() {}\nexport type D = 1;\nexport default class E {}',
      ['a', 'c', 'D', 'E'],
    ],
    [
      'a.py',
      'class A:\n  def inner(self): ...\ndef b(): ...\n_x = 1\ndef _p(): ...',
      ['A', 'b'],
    ],
    [
      'a.go',
      'func (s *T) Open() {}\nfunc close() {}\ntype T struct{}',
      ['Open', 'T'],
    ],
    ['a.rs', 'pub fn a() {}\nfn b() {}\n    pub(crate) struct C;', ['a', 'C']],
    ['A.java', 'public final class A {\n  public enum B {}\n}', ['A', 'B']],
    ['a.md', '# class A', []],
  ])('of %s', (path, text, names) => {
    expect(findSymbols(path, text)).toEqual(names);
  });
});

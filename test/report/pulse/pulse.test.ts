import { describe, expect, test } from 'vitest';
import type { PulseData } from '../../../src/report/pulse/pulse-data.ts';
import { renderPulse } from '../../../src/report/pulse/pulse.ts';
import { findSymbols } from '../../../src/report/pulse/symbols.ts';
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
  runningAttempt,
} from '../../helpers/build-state.ts';
import { limits } from '../../helpers/world.ts';

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
      <!-- Written anew at each sync. Your own words go outside such marks, and stay. -->

      \`█████░░░░░░░░░░░░░░░\` 25 % of the work, by subtasks

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

      1 of 3 requirements covered (✅ done, ⏳ open, ⚠️ by no unit)

      - ✅ 1.1: unit 1
      - ⏳ 1.2: unit 2 (blocked)
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

      - **1** dist/ is ignored by git
      - **1** deferred minor: Name \\\`x\\\` says too little (\`src/a.ts:3\`)

      As a task list:
      \`orchestration-loop report --deferred --spec .kiro/specs/demo\`

      ### Blocked

      - **2** decision D1: three fixes did not help

      ### Pending Decisions

      - **D1** (unit 2, normal, since 2026-01-02 10:03 UTC): Unit 2 failed its review three times
        - Try once more:
          \`orchestration-loop decide D1 --option 1 --spec .kiro/specs/demo\`
        - Leave it out:
          \`orchestration-loop decide D1 --option 2 --spec .kiro/specs/demo\`
      <!-- orchestration-loop:end risks-and-debt -->

      ## 🔗 Semantic Anchors

      <!-- orchestration-loop:begin semantic-anchors -->
      - \`[root] index.ts\`
      - \`[store] src/store/__init__.ts -> open, close\`
      <!-- orchestration-loop:end semantic-anchors -->
      "
    `);
  });

  test('has the headings of its risks where there are none too', () => {
    const page = renderPulse(null, {
      ...data,
      state: buildState([buildUnit('1', { status: 'not_started' })]),
    });
    expect(page.match(/^### (Cog|Tech|Pend).*\n\nNone\.$/gm)).toHaveLength(3);
    expect(page).not.toContain('### Blocked');
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

  const SECTIONS = ['🟢', '🟡', '🔴', '🔗'];
  const later: PulseData = {
    ...data,
    now: at(700),
    state: buildState([buildUnit('1'), buildUnit('2')]),
  };

  test.each([
    ['\n', (text: string) => text],
    ['\r\n', (text: string) => text.replaceAll('\n', '\r\n')],
  ])(
    'keeps what stands before, in and after each section, with line ends %j',
    (eol, convert) => {
      const first = convert(renderPulse(null, data));
      const edited = first
        .split(eol)
        .flatMap((line, i) => {
          if (line.startsWith('#') && /^#{1,2} /.test(line))
            return [`before ${i}`, line, `below ${i}`];
          return line.includes(':end ') ? [line, `after ${i}`] : [line];
        })
        .join(eol);
      const notes = (text: string): readonly string[] =>
        text.split(eol).filter((line) => /^(before|below|after) \d/.test(line));
      const second = renderPulse(renderPulse(edited, later), data);
      expect(notes(edited)).toHaveLength(15);
      expect(notes(second)).toEqual(notes(edited));
      expect(second).toBe(edited);
    },
  );

  test('keeps sections where a person moved them', () => {
    const [head = '', ...parts] = renderPulse(null, data).split(/^(?=## )/m);
    const moved = [head, ...parts.toReversed()].join('');
    expect(renderPulse(renderPulse(moved, later), data)).toBe(moved);
  });

  test.each(SECTIONS)(
    'brings %s back to its place when it was deleted',
    (sign) => {
      const whole = renderPulse(null, data);
      const parts = whole.split(/^(?=## )/m);
      const rest = parts.filter((part) => !part.includes(sign)).join('');
      expect(rest).not.toBe(whole);
      const back = renderPulse(rest, data);
      const heads = back.match(/^## .*$/gm)?.map((line) => line.slice(3, 5));
      expect(heads).toEqual(SECTIONS);
      expect(renderPulse(back, data)).toBe(back);
    },
  );

  test('loses nothing where marks are missing, and has each part once', () => {
    const first = renderPulse(null, data);
    const lines = first.split('\n');
    for (const [at, line] of lines.entries()) {
      if (!line.includes('orchestration-loop:')) continue;
      const text = lines.with(at, 'my words').join('\n');
      const next = renderPulse(text, later);
      expect(next.split('\n')).toContain('my words');
      expect(next.match(/^<!-- orchestration-loop:begin/gm)).toHaveLength(5);
      expect(next.match(/^<!-- orchestration-loop:end/gm)).toHaveLength(5);
      expect(renderPulse(next, later)).toBe(next);
    }
  });

  test('is readable on a phone: no line is longer than 100 columns but one that holds a command', () => {
    const long = 'word '.repeat(60).trim();
    const units = [
      completedUnit('1', {
        plan: { description: long },
        attempts: [
          endedAttempt('1', 'implement', {
            report: {
              status: 'completed',
              summary: `${long} - and 1. ${long}`,
            },
          }),
        ],
        deferred: [buildFinding({ description: long })],
      }),
      blockedUnit('2', 'D1', { reason: long }),
    ];
    const text = renderPulse(null, {
      ...data,
      design: { overview: long, diagram: null },
      requirements: Array.from({ length: 80 }, (_, i) => `${i + 1}.1`),
      state: buildState(units, { decisions: [buildDecision(1, '2')] }),
    });
    const isLong = (line: string): boolean =>
      line.length > 100 && !line.includes('`orchestration-loop ');
    expect(text.split('\n').filter(isLong)).toEqual([]);
    expect(text).not.toMatch(/^\|/m);
  });

  test('says where the result is, and what gets a run on that stands still', () => {
    const settled = [completedUnit('1')];
    const landed = renderPulse(null, {
      ...data,
      state: buildState(settled, {
        landing: { type: 'landed', commit: 'a'.repeat(40), branch: 'main' },
      }),
    });
    expect(landed).toContain('Landed on `main` as `aaaaaaaaaaaa`.');
    const failed = renderPulse(null, {
      ...data,
      state: buildState(settled, {
        landing: {
          type: 'landing_failed',
          reason: 'main is dirty',
          command: 'git merge --ff-only x',
        },
      }),
    });
    expect(failed).toContain(
      '**Not landed**: main is dirty. Land it: `git merge --ff-only x`',
    );
    const stopped = renderPulse(null, {
      ...data,
      state: buildState([buildUnit('1')], {
        finished: {
          type: 'run_finished',
          exit_code: 1,
          completed: 0,
          total: 1,
          landed: false,
          reason: 'stopped',
        },
      }),
    });
    expect(stopped).toContain(
      'To go on: `orchestration-loop --spec .kiro/specs/demo`',
    );
  });

  test('tells a cap from a slot', () => {
    const held = {
      ...data,
      state: buildState([
        buildUnit('1', {
          status: 'in_progress',
          attempts: [runningAttempt('1', 'implement')],
        }),
        buildUnit('2'),
      ]),
      limits: limits({ caps: { backends: { codex: 1 }, roles: {} } }),
    };
    expect(renderPulse(null, held)).toContain(
      '- **2** Unit 2: not started, only 1 agent of codex at once',
    );
  });

  test('points at no file that is gone', () => {
    const gone = new Map([['index.ts', null]]);
    const text = renderPulse(null, { ...data, symbols: gone });
    expect(text).toContain('`[store] src/store/__init__.ts`');
    expect(text).not.toContain('index.ts`');
  });

  test('joins a page that was written by hand under the same headings', () => {
    const page =
      '# Pulse\n\n## 🟢 Mental Model\nOurs.\n\n## 🔴 Risks & Debt\nNone.\n';
    const text = renderPulse(page, data);
    expect(text.match(/^## .*$/gm)).toEqual([
      '## 🟢 Mental Model',
      '## 🟡 Narrative Delta',
      '## 🔴 Risks & Debt',
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
      'b.ts',
      "export { a, type B, c as d,\n  e as default } from './a.js';\nexport {};",
      ['a', 'B', 'd'],
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

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { outlineOf } from '../../src/spec/outline.ts';
import { splitLines } from '../../src/spec/lines.ts';
import { readSpec } from '../../src/spec/read-spec.ts';
import { skeletonOf } from '../../src/spec/skeleton.ts';
import { tick } from '../../src/spec/tick.ts';
import { specOf } from './load-spec.ts';

/** Pieces that mean something in a spec, so that random texts reach the odd corners. */
const PIECES = [
  '- [ ] ',
  '- [x] ',
  '- [-] ',
  '- [~]* ',
  '- [ ]\\* ',
  '  - [ ] ',
  '    - ',
  '* ',
  '1. ',
  '1. [ ] ',
  '- `[x]` ',
  '# ',
  '## 1. ',
  '### Task 2: ',
  '### T-001: ',
  '## Phase 1',
  '#### - [ ] 0.1 ',
  '> ',
  '\t',
  '1',
  '1.1',
  '1.2a ',
  '2. ',
  'T001 ',
  '[P] ',
  '(P) ',
  '[US1] ',
  'WP01: ',
  '7.9* ',
  '**',
  '_',
  '`',
  '~~~',
  '```json',
  '```',
  '<!--',
  '-->',
  '<details>',
  '---',
  '===',
  '_Requirements: 1.1, 2.3-2.5_',
  '_Depends: 1.1, T001_',
  '(depends on T001)',
  '**Dependencies**: ',
  '**Acceptance Criteria**:',
  '**Status**: [x] Done',
  '- **Files**:',
  '_writes: a.ts_',
  '{"waves":[{"id":0,"tasks":["1.1"]}]}',
  '[["1"],["2"]]',
  '1.1 → 1.2',
  'T1 --> T2',
  'graph TD',
  'src/a.ts:10-20',
  'Checkpoint - ',
  '## Task Dependency Graph',
  '## Notes',
  'あ',
  '检查点',
  '🎯',
  '\u0000',
  '\uFEFF',
  '\uD800',
  ' ',
  '  ',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  'x',
];
const specText = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6 })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''));

describe('any text', () => {
  test('reads without throwing, with its items tied up', () => {
    fc.assert(
      fc.property(specText, (text) => {
        const spec = readSpec(specOf(text));
        const ids = spec.tasks.map((task) => task.task_id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const task of spec.tasks) {
          if (task.parent_id !== null) expect(ids).toContain(task.parent_id);
          for (const id of [...task.subtasks, ...task.dependencies])
            expect(ids).toContain(id);
          expect(task.dependencies).not.toContain(task.task_id);
        }
        const units = new Set(spec.units.map((unit) => unit.task_id));
        for (const unit of spec.units) {
          expect(
            unit.dependencies.every(
              (id) => units.has(id) && id !== unit.task_id,
            ),
          ).toBe(true);
          expect(unit.why).toHaveLength(unit.dependencies.length);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('accounts for every box: a task, a step or a diagnostic in its line', () => {
    const line = fc.tuple(
      fc.constantFrom('', '  ', '    ', '\t', '> '),
      fc.constantFrom(
        '- [ ] ',
        '- [x] ',
        '- [~]* ',
        '* [-] ',
        '1. [ ] ',
        '- `[x]` ',
      ),
      fc.constantFrom('1. a', '1.1 b', 'T001 c', 'plain', '**2. d**', ''),
    );
    const other = fc.constantFrom(
      '',
      '```',
      '## Notes',
      '## Task 1: x',
      'prose',
      '<!--',
      '-->',
      '<div>',
      '  - detail',
      '**Acceptance Criteria**:',
    );
    const text = fc
      .array(
        fc.oneof(
          { weight: 3, arbitrary: line.map((parts) => parts.join('')) },
          { weight: 2, arbitrary: other },
        ),
        { maxLength: 25 },
      )
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, (source) => {
        const spec = readSpec(specOf(source));
        const known = new Set([
          ...spec.tasks.flatMap((task) => [task.line, task.mark_line]),
          ...spec.diagnostics.map((diagnostic) => diagnostic.line),
        ]);
        source.split('\n').forEach((row, index) => {
          if (/^[ \t>]*(?:[-*]|1\.) `?\[[ x~-]\]/.test(row))
            expect(known, `line ${index + 1} of\n${source}`).toContain(
              index + 1,
            );
        });
      }),
      { numRuns: 400 },
    );
  });
});

describe('ticking', () => {
  test('touches one character where a task has its mark, and can be taken back', () => {
    fc.assert(
      fc.property(specText, fc.constantFrom(' ', 'x', '-'), (text, mark) => {
        const spec = readSpec(specOf(text));
        for (const task of spec.tasks) {
          if (task.mark_line === null || task.mark === null) continue;
          const ticked = tick(text, [{ line: task.mark_line, mark }]);
          expect(ticked.length - mark.length).toBe(
            text.length - task.mark.length,
          );
          const at = prefixLength(text, ticked);
          if (mark === task.mark) expect(ticked).toBe(text);
          else {
            const back = `${ticked.slice(0, at)}${task.mark}${ticked.slice(at + 1)}`;
            expect(back).toBe(text);
          }
          expect(tick(ticked, [{ line: task.mark_line, mark }])).toBe(ticked);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** How many leading characters two texts share. */
function prefixLength(a: string, b: string): number {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n += 1;
  return n;
}

describe('work grows with length', () => {
  const shapes: Record<string, (n: number) => string> = {
    'one task per line': (n) => '- [ ] 1. task\n'.repeat(n),
    'blank lines inside a task': (n) => `- [ ] 1. a${'\n'.repeat(n)}  - b`,
    'prose inside a task': (n) => `- [ ] 1. a\n${'  prose\n'.repeat(n)}`,
    'details of one task': (n) => `- [ ] 1. a\n${'  - detail\n'.repeat(n)}`,
    'ever deeper bullets': (n) =>
      Array.from(
        { length: n },
        (_, i) => `${' '.repeat(2 * Math.min(i, 500))}- a`,
      ).join('\n'),
    'bullets in one line': (n) => '- '.repeat(n),
    'quotes in quotes': (n) => '> '.repeat(n),
    'an open fence': (n) => `\`\`\`\n${'- [ ] 1. a\n'.repeat(n)}`,
    'an open comment': (n) => `<!--\n${'- [ ] 1. a\n'.repeat(n)}`,
  };
  for (const [name, shape] of Object.entries(shapes)) {
    test(`skeleton lines and blocks stay within the lines: ${name}`, () => {
      for (const n of [100, 400, 1600]) {
        const lines = splitLines(shape(n));
        const skeleton = skeletonOf(lines, 1);
        expect(skeleton.lines.length).toBeLessThanOrEqual(lines.at.length);
        expect(
          Math.max(...skeleton.lines.map((line) => line.length)),
        ).toBeLessThan(200);
        expect(outlineOf(lines).length).toBeLessThanOrEqual(
          3 * skeleton.lines.length + 60,
        );
      }
    });
  }
});

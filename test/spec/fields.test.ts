import { describe, expect, test } from 'vitest';

import type { Spec, Task } from '../../src/model/spec.ts';
import { readSpec } from '../../src/spec/read-spec.ts';
import { specOf } from './load-spec.ts';

const read = (...lines: string[]): Spec => readSpec(specOf(lines.join('\n')));
const first = (...lines: string[]): Task => {
  const task = read(...lines).tasks[0];
  if (task === undefined) throw new Error('no task');
  return task;
};
const field = (line: string): Task => first('- [ ] 9. Task', `  - ${line}`);

describe('requirements', () => {
  test.each([
    ['_Requirements: 1.1, 2.3_', ['1.1', '2.3']],
    ['_Requirements: 1, 8_', ['1', '8']],
    ['_Requirements:_ 1.1, 2.3', ['1.1', '2.3']],
    ['**Requirements:** REQ-1, REQ-2', ['REQ-1', 'REQ-2']],
    ['**Requirements: 1.1**', ['1.1']],
    ['**Requirements**: FR-001, NFR-3', ['FR-001', 'NFR-3']],
    ['Requirements: 8.1', ['8.1']],
    ['_Requirements: 1.1-1.7_', ['1.1-1.7']],
    ['_Requirements: 1.1–1.7, 6.5–6.10_', ['1.1–1.7', '6.5–6.10']],
    ['_Requirements: 1.1-12.4_', ['1.1-12.4']],
    ['_Requirements: 1.1 - 1.7_', ['1.1-1.7']],
    ['_Requirements: Requirement 1, 2_', ['1', '2']],
    ['_Requirements: Requirement 3, Requirement 4_', ['3', '4']],
    ['_Requirements: [1.1, 1.2]_', ['1.1', '1.2']],
    ['_Requirements: R12.3_', ['R12.3']],
    ['_Requirements: 1.1a_', ['1.1a']],
    [
      '_Requirements: [1.1](requirements.md#11), [2](requirements.md)_',
      ['1.1', '2'],
    ],
    ['_Requirements: 2.1, 3.4 (and all others via the suite)_', ['2.1', '3.4']],
    ['_Requirements: 1.1 and 1.2_', ['1.1', '1.2']],
    ['_Requirements: All_', []],
    ['_Requirements: All core requirements_', []],
    ['_Requirements: N/A_', []],
    ['_Requirements: Performance validation_', []],
    ['_要件: 全要件の品質保証_', []],
    ['_要件: 3.4, 4.1_', ['3.4', '4.1']],
    ['_要件1.1_', []],
    ['_要件: 要件1.1_', ['1.1']],
    ['_需求：4.1, 4.2_', ['4.1', '4.2']],
    ['_需求: 2.1、2.2_', ['2.1', '2.2']],
    ['_Requisitos: 1.1, 1.2_', ['1.1', '1.2']],
    ['_Gereksinimler: 1.1, 1.2_', ['1.1', '1.2']],
    ['_Requirements: 1.1, 1.1_', ['1.1']],
    ['Requirements are written elsewhere, see 1.1', []],
    ['Support 1.1 and 1.2 of the protocol', []],
  ])('%s', (line, tokens) => {
    expect(field(line).requirements).toEqual(tokens);
  });

  test('go on in the next line where the emphasis does', () => {
    expect(
      first(
        '- [ ] 1. A',
        '  - _Requirements: 1.1,',
        '    1.2, 2.1_',
        '  - more',
      ).requirements,
    ).toEqual(['1.1', '1.2', '2.1']);
  });

  test('may stand at the end of the title or of a bullet', () => {
    expect(
      first('- [ ] 1. Build it **Requirements: 1.1, 1.2**').requirements,
    ).toEqual(['1.1', '1.2']);
    expect(
      first('- [ ] 1. A', '  - write it _Requirements: 1.1_').requirements,
    ).toEqual(['1.1']);
  });

  test('validated ones are kept apart and gathered from several lines', () => {
    expect(
      first(
        '- [ ] 1. A',
        '  - **Property 1: it holds**',
        '  - **Validates: Requirements 1.2, 1.3**',
        '  - **验证：需求 4.7, 1.2**',
      ),
    ).toMatchObject({ requirements: [], validates: ['1.2', '1.3', '4.7'] });
  });

  test('a prompt that repeats all other keys adds nothing', () => {
    const task = first(
      '- [ ] 1. A',
      '  - File: `js/a.js`',
      '  - _Requirements: 1.1_',
      '  - _Prompt: Role: dev | Task: change `js/b.js` | _Requirements: 2.2, 3.3 | Success: set `[-]` in `tasks.md`_',
    );
    expect(task.requirements).toEqual(['1.1']);
    expect(task.files).toEqual(['js/a.js']);
  });
});

describe('manifests', () => {
  test.each([
    ['_writes: src/a.ts, src/b/**_', { writes: ['src/a.ts', 'src/b/**'] }],
    ['_writes: `src/a.ts`, `docs/`_', { writes: ['src/a.ts', 'docs/'] }],
    ['_Writes:_ src/a.ts', { writes: ['src/a.ts'] }],
    ['_reads: src/c_d.ts_', { reads: ['src/c_d.ts'] }],
    ['_reads: none_', { reads: [] }],
    ['_Boundary: InstallCore, Cli_', { boundary: ['InstallCore', 'Cli'] }],
    ['_Boundary:_ InstallCore', { boundary: ['InstallCore'] }],
  ])('%s', (line, expected) => {
    expect(field(line)).toMatchObject(expected);
  });
});

describe('file mentions', () => {
  test.each([
    ['Change `src/a.ts`', ['src/a.ts']],
    ['Change src/a.ts:10-20 and src/b.py#L3', ['src/a.ts', 'src/b.py']],
    ['Merge index.md/log.md', ['index.md', 'log.md']],
    ["routing.ts'deki tipler", ['routing.ts']],
    ['修复interfaces.go中的编译错误', ['interfaces.go']],
    ['在认证服务(auth.go)中', ['auth.go']],
    ['.pre-commit-config.yaml の作成', ['.pre-commit-config.yaml']],
    ['Use d:\\x\\y.yaml', ['d:\\x\\y.yaml']],
    ['Add `pages/[...path].mjs`', ['pages/[...path].mjs']],
    ['Add `app/(group)/page.tsx`', ['app/(group)/page.tsx']],
    ['Edit [the guide](docs/guide.md)', ['docs/guide.md']],
    ['Write the Dockerfile', ['Dockerfile']],
    ['Update ask-bootcamper.kiro.hook', ['ask-bootcamper.kiro.hook']],
    ['Translate src/messages/{locale}.json', []],
    ['Publish `*.nupkg` and `dist/*.js`', []],
    ['Use Node.js and Vue.js', []],
    ['Call console.log and build.env', []],
    ['Run `python scripts/sync.py --verify`', []],
    ['See https://example.com/a/b.html', []],
    ['Serve /api/users and docs/', []],
    ['Version 1.35.0 or 2.x', []],
    ['e.g. this, i.e. that', []],
  ])('%s', (line, files) => {
    expect(field(line).files).toEqual(files);
  });

  test('come from the title and all own lines, once each', () => {
    expect(
      first(
        '- [ ] 1. Change `a.ts`',
        '  - and `b.ts`',
        '  - and `a.ts`',
        '  - [ ] 1.1 not `c.ts`',
      ).files,
    ).toEqual(['a.ts', 'b.ts']);
  });
});

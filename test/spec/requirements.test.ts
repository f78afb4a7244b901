import { describe, expect, test } from 'vitest';

import { readSpec } from '../../src/spec/read-spec.ts';
import {
  readRequirements,
  requirementText,
} from '../../src/spec/requirements.ts';
import { specOf } from './load-spec.ts';

const index = (...lines: string[]) =>
  readRequirements({ requirements: lines.join('\n'), bugfix: null });
const KIRO = [
  '# Requirements Document',
  '',
  '## Requirements',
  '',
  '### Requirement 1: Log in',
  '',
  '**User Story:** As a user, I want to log in.',
  '',
  '#### Acceptance Criteria',
  '',
  '1. WHEN a user logs in',
  '   THEN a session starts',
  '2. IF the password is wrong THEN 3 tries are left',
  '',
  '### Requirement 2',
  '',
  '#### Acceptance Criteria',
  '',
  ...Array.from(
    { length: 12 },
    (_, i) => `${i + 1}. THE system SHALL do ${i + 1}`,
  ),
  '',
  '## Glossary',
  '',
  '1. not a criterion',
];

describe('requirements.md', () => {
  test('numbers criteria by their requirement', () => {
    const read = index(...KIRO);
    expect(read.ids).toEqual([
      '1',
      '1.1',
      '1.2',
      '2',
      ...Array.from({ length: 12 }, (_, i) => `2.${i + 1}`),
    ]);
    expect(requirementText(read, '1.1')).toBe(
      '1. WHEN a user logs in THEN a session starts',
    );
    expect(requirementText(read, '2.12')).toBe('12. THE system SHALL do 12');
  });

  test('quotes a whole requirement with its story', () => {
    const text = requirementText(index(...KIRO), '1');
    expect(text).toContain('As a user, I want to log in.');
    expect(text).toContain('3 tries are left');
    expect(text).not.toContain('Requirement 2');
  });

  test('expands ranges and wildcards', () => {
    const read = index(...KIRO);
    expect(requirementText(read, '1.1-2.2')?.split('\n')).toHaveLength(4);
    expect(requirementText(read, '2.3–2.5')?.split('\n')).toEqual([
      '3. THE system SHALL do 3',
      '4. THE system SHALL do 4',
      '5. THE system SHALL do 5',
    ]);
    expect(requirementText(read, '1.x')?.split('\n')).toHaveLength(2);
  });

  test('knows people’s other spellings', () => {
    expect(requirementText(index(...KIRO), 'R1.2')).toContain('password');
    expect(
      requirementText(index('FR-001: It works', '', 'FR-002: It ends'), 'FR-2'),
    ).toBe('FR-002: It ends');
    expect(requirementText(index(...KIRO), '7.1')).toBeNull();
    expect(requirementText(index(...KIRO), 'nonsense')).toBeNull();
  });

  test.each([
    ['in Japanese', ['### 要件1: 表示', '#### 受入基準', '1. WHEN 起動する']],
    ['in Chinese', ['### 需求 1：搜索', '#### 验收标准', '1. WHEN 搜索']],
    [
      'in Portuguese',
      [
        '### Requisito 1: Busca',
        '#### Critérios de Aceitação',
        '1. QUANDO busca',
      ],
    ],
    [
      'with numbered headings',
      ['### 1. Search', '#### Acceptance Criteria', '1. WHEN searching'],
    ],
    [
      'with a label',
      [
        '### Requirement 1',
        '**Acceptance Criteria:**',
        '',
        '1. WHEN searching',
      ],
    ],
    ['with full numbers', ['### Requirement 1', '1.1 WHEN searching']],
    [
      'with full numbers in bullets',
      ['### Requirement 1', '- **1.1** WHEN searching'],
    ],
    ['with heading criteria', ['### Requirement 1', '#### 1.1 Searching']],
  ])('reads criteria %s', (_, lines) => {
    expect(index(...lines).ids).toEqual(['1', '1.1']);
  });

  test.each([
    ['- **FR-001**: The system MUST log', 'FR-001'],
    ['FR-001: The system MUST log', 'FR-001'],
    ['### NFR-1: Speed', 'NFR-1'],
    ['| REQ-12 | The system MUST log |', 'REQ-12'],
    ['- REQ-AUTH-1: log', 'REQ-AUTH-1'],
  ])('reads %s', (line, id) => {
    expect(index('# Requirements', line).ids).toEqual([id]);
  });

  test('bugfix.md is read as well', () => {
    const read = readRequirements({
      requirements: null,
      bugfix:
        '## Bug Analysis\n\n### Current Behavior (Defect)\n\n1.1 WHEN the tool writes\nTHEN it fails\n\n1.2 WHEN it reads\n\n### Expected Behavior\n\n2.1 THEN it works\n',
    });
    expect(read.ids).toEqual(['1.1', '1.2', '2.1']);
    expect(requirementText(read, '1.1')).toBe(
      '1.1 WHEN the tool writes THEN it fails',
    );
  });

  test('any text can be read', () => {
    for (const text of [
      '',
      '\u0000',
      '###',
      '### Requirement',
      '1. x',
      '- [',
      '### Requirement 1\n'.repeat(50),
    ])
      expect(() => index(text)).not.toThrow();
  });
});

describe('references', () => {
  const lint = (tasks: string) =>
    readSpec(
      specOf(tasks, { requirements: KIRO.join('\n'), design: '# D' }),
    ).diagnostics.map(
      ({ code, file, line, column }) =>
        `${code} ${file ?? ''}:${line ?? 0}:${column ?? 0}`,
    );

  test('to nothing are reported where they stand', () => {
    expect(lint('- [ ] 1. A\n  - _Requirements: 1, 2, 9.9_')).toEqual([
      'unknown-requirement tasks.md:2:26',
    ]);
  });

  test('that are missing list the criteria nobody covers', () => {
    expect(
      lint(
        '- [ ] 1. A\n  - _Requirements: 1.2_\n  - **Validates: Requirements 2.1-2.11**',
      ),
    ).toEqual([
      'uncovered-requirement requirements.md:11:0',
      'uncovered-requirement requirements.md:30:0',
    ]);
  });

  test('are not asked for where no task has any', () => {
    expect(lint('- [ ] 1. A')).toEqual([]);
  });

  test('missing documents are told', () => {
    const codes = readSpec(specOf('- [ ] 1. A')).diagnostics.map(
      ({ code }) => code,
    );
    expect(codes).toEqual(['missing-requirements', 'missing-design']);
    expect(
      readSpec(specOf('- [ ] 1. A', { bugfix: 'x', design: 'y' })).diagnostics,
    ).toEqual([]);
  });
});

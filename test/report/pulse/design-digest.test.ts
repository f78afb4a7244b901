import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestDesign } from '../../../src/report/pulse/design-digest.ts';

const CORPUS = join(import.meta.dirname, '../../../../shared/corpus');

describe('what a design says at a glance', () => {
  test('is its overview in plain words and its first diagram', () => {
    const design = [
      '# Design',
      'Not this.',
      '## 1. Overview',
      '',
      'A **store** for <b>things</b>, see [the docs](http://x) and',
      '`code`.',
      '',
      '## Architecture',
      '```typescript',
      'const a = 1;',
      '```',
      '- in a list:',
      '  ```mermaid',
      '  graph TD',
      '    A --> B',
      '  ```',
    ].join('\n');
    expect(digestDesign(design)).toEqual({
      overview: 'A store for things, see the docs and code.',
      diagram: { language: 'mermaid', text: 'graph TD\n  A --> B' },
    });
  });

  test('takes a drawing of lines where no diagram language is used', () => {
    const design = '## 概要\n説明。\n```ts\nx\n```\n```\nA --> B\n```';
    expect(digestDesign(design)).toEqual({
      overview: '説明。',
      diagram: { language: '', text: 'A --> B' },
    });
  });

  test('stays within the overview section', () => {
    expect(
      digestDesign('## Overview\n- fast\n- small\n## Next\nOther.').overview,
    ).toBe('fast; small');
    expect(digestDesign('## Overview\n## Next\nOther.').overview).toBeNull();
  });

  test('uses the first paragraph where no heading says overview', () => {
    expect(digestDesign('# X\n\nFirst.\n\nSecond.').overview).toBe('First.');
  });

  test('cuts a long overview at a word', () => {
    const { overview } = digestDesign(`## Overview\n${'word '.repeat(500)}`);
    expect(overview).toMatch(/ word …$/);
    expect(overview!.length).toBeLessThan(710);
  });

  test('is empty where there is none', () => {
    const none = { overview: null, diagram: null };
    expect(digestDesign(null)).toEqual(none);
    expect(digestDesign('')).toEqual(none);
  });

  test('loses terminal escapes', () => {
    expect(digestDesign('## Overview\na\u001b[31mb').overview).toBe('ab');
  });
});

describe.skipIf(!existsSync(CORPUS))('designs as people write them', () => {
  const designs = existsSync(CORPUS)
    ? readdirSync(CORPUS)
        .map((name) => join(CORPUS, name, 'design.md'))
        .filter((path) => existsSync(path))
    : [];

  test('mostly have an overview', () => {
    const found = designs.filter(
      (path) => digestDesign(readFileSync(path, 'utf8')).overview !== null,
    );
    expect(designs.length).toBeGreaterThan(30);
    expect(found.length / designs.length).toBeGreaterThan(0.9);
  });
});

import { describe, expect, test } from 'vitest';

import { designExcerpt } from '../../src/spec/design-sections.ts';

const DESIGN = [
  '# Design',
  'Intro about src/a.ts.',
  '## Store',
  'Keeps things, see 1.1.',
  '```md',
  '## Not a section',
  '```',
  '### View',
  'Shows 1.10 things of MyView.',
  '## End',
  'Nothing.',
].join('\n');

describe('the excerpt of design.md', () => {
  test('has the sections that name a word, with their headings, in order', () => {
    expect(designExcerpt(DESIGN, ['MyView', 'src/a.ts'])).toBe(
      '# Design\nIntro about src/a.ts.\n\n### View\nShows 1.10 things of MyView.',
    );
  });

  test('tells 1.1 from 1.10, and code from headings', () => {
    expect(designExcerpt(DESIGN, ['1.1'])).toBe(
      '## Store\nKeeps things, see 1.1.\n```md\n## Not a section\n```',
    );
  });

  test('is empty where nothing is named', () => {
    expect(designExcerpt(DESIGN, ['Other'])).toBe('');
    expect(designExcerpt(DESIGN, [])).toBe('');
    expect(designExcerpt(DESIGN, ['', '.'])).toBe('');
  });

  test('stays short', () => {
    expect(
      designExcerpt(
        `## A\nword ${'x'.repeat(9000)}\n## B\nword ${'y'.repeat(9000)}`,
        ['word'],
      ).length,
    ).toBeLessThan(12_001);
  });
});

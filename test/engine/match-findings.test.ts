import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/lib/fingerprint.ts';
import {
  findSame,
  isSameFinding,
} from '../../src/engine/review/match-findings.ts';
import type { Finding } from '../../src/model/finding.ts';

const said = (
  description: string,
  file: string | null = 'src/parse.ts',
  line: number | null = 12,
): Pick<Finding, 'fingerprint' | 'description' | 'file' | 'line'> => ({
  fingerprint: fingerprint([file ?? '', description]),
  description,
  file,
  line,
});

const FIRST = said(
  'parseDate throws on an empty string instead of returning null',
);

describe('two findings are one', () => {
  test.each([
    ['the same words', said(FIRST.description)],
    [
      'the same words, further down',
      said(FIRST.description, 'src/parse.ts', 80),
    ],
    [
      'another case and other marks',
      said(`${FIRST.description.toUpperCase()}!`),
    ],
    [
      'the file as a diff writes it',
      said(FIRST.description, 'b/src/parse.ts', 40),
    ],
    ['no file named', said(`The function ${FIRST.description}`, null, null)],
    [
      'other words, about the line beside it',
      said(
        'An empty string makes parse_date throw; null was asked for',
        'src/parse.ts',
        15,
      ),
    ],
  ])('%s', (_, other) => {
    expect(isSameFinding(FIRST, other)).toBe(true);
  });
});

describe('two findings are two', () => {
  test.each([
    [
      'the same words about another file',
      said(FIRST.description, 'src/print.ts'),
    ],
    ['another matter on the same line', said('The loop runs once too often')],
    [
      'a few words in common, far away',
      said(
        'The empty string stands in the help text twice',
        'src/parse.ts',
        90,
      ),
    ],
  ])('%s', (_, other) => {
    expect(isSameFinding(FIRST, other)).toBe(false);
  });
});

test('five wordings of one finding stay one', () => {
  const wordings = [
    said('parseDate throws on an empty string instead of returning null'),
    said(
      'For an empty string parseDate throws where null should be returned',
      'src/parse.ts',
      13,
    ),
    said(
      'Empty string: parseDate() is throwing, expected null as the return value',
      'src/parse.ts',
      11,
    ),
    said(
      'parseDate still throws an exception when the string is empty',
      'src/parse.ts',
      14,
    ),
    said(
      'The empty string is not handled: parseDate throws, null is never returned',
      'src/parse.ts',
      12,
    ),
  ];
  const names = wordings.map(
    (wording) => findSame(wording, [FIRST])?.fingerprint,
  );
  expect(new Set(names)).toEqual(new Set([wordings[0]?.fingerprint]));
});

const anyFinding = fc
  .record({
    description: fc.string(),
    file: fc.option(fc.constantFrom('src/a.ts', './src/a.ts', 'src/b.ts', '')),
    line: fc.option(fc.integer({ min: 1, max: 20 })),
  })
  .map(({ description, file, line }) => said(description, file, line));

test('every finding is itself, and none is more like another than that one is like it', () => {
  fc.assert(
    fc.property(anyFinding, anyFinding, (a, b) => {
      expect(isSameFinding(a, a)).toBe(true);
      expect(isSameFinding(a, b)).toBe(isSameFinding(b, a));
    }),
  );
});

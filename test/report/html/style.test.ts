import { describe, expect, test } from 'vitest';
import { PAGE_STYLE } from '../../../src/report/html/style-page.ts';

const css = String(PAGE_STYLE);
const [light = '', dark = ''] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(
  ([, body = '']) => body,
);

const colours = (body: string): Record<string, string> =>
  Object.fromEntries(
    [...body.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(
      ([, name = '', colour = '']) => [name, colour],
    ),
  );

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted(
    (x, y) => x - y,
  );
  return (high + 0.05) / (low + 0.05);
}

const TEXTS = ['ink', 'soft', 'accent', 'good', 'warning', 'bad'];
const GROUNDS = ['paper', 'card', 'sunk'];

describe.each([
  ['day', colours(light)],
  ['night', colours(dark)],
])('by %s', (_name, all) => {
  test.each(TEXTS.flatMap((text) => GROUNDS.map((ground) => [text, ground])))(
    '%s can be read on %s',
    (text, ground) => {
      expect(contrast(all[text]!, all[ground]!)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each([
    ['paper', 'accent'],
    ['paper', 'ink'],
    ['paper', 'soft'],
    ['accent', 'accent-soft'],
    ['ink', 'added'],
    ['ink', 'removed'],
    ['ink', 'meant'],
    ['soft', 'added'],
    ['soft', 'removed'],
  ])('%s can be read on %s, where words stand on a colour', (text, ground) => {
    expect(contrast(all[text]!, all[ground]!)).toBeGreaterThanOrEqual(4.5);
  });
});

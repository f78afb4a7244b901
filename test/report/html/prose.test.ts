import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prose } from '../../../src/report/html/prose.ts';
import { elementsOf } from './read-html.ts';

const html = (text: string): string => String(prose(text));

const NASTY: readonly string[] = [
  '<script>alert(1)</script>',
  'a <img src=x onerror=alert(1)> b',
  // marked takes the text within these for escaped already.
  'a <pre> <img src=x onerror=alert(1) // </pre> b',
  'a <style> <img src=x onerror=alert(1) // ',
  '</style><script>alert(1)</script>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\tscript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](//example.com "onmouseover=alert(1)")',
  '[x](https://e.com/"onmouseover="alert(1))',
  '[x](<https://e.com/" onmouseover="alert(1)>)',
  '![x](http://127.0.0.1/a.png "t")',
  '![x" onerror="alert(1)](http://127.0.0.1/a.png)',
  '<https://e.com/"onmouseover="alert(1)>',
  '```"><script>\nx\n```',
  '| <svg onload=alert(1)> |\n| --- |\n| <i> |',
  '[r]\n\n[r]: javascript:alert(1) "t"',
  '&lt;script&gt; &#60;script&#62; &#x202e;',
  '# <svg/onload=alert(1)>',
  '1. <base href=//e.com>\n   - <meta http-equiv=refresh content=0>',
];

const KNOWN = new Set(
  'div p strong em del code pre a ul ol li blockquote br hr table thead tbody tr th td'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(['class', 'dir', 'href', 'rel', 'start']);

/** What is in the page is of a few kinds, with a few attributes, and leads to the web or to mail. */
function expectHarmless(text: string): void {
  for (const { name, attributes } of elementsOf(html(text))) {
    expect(KNOWN, text).toContain(name);
    for (const [key, value] of Object.entries(attributes)) {
      expect(ATTRIBUTES, text).toContain(key);
      if (key === 'href') expect(value).toMatch(/^(https?:\/\/|mailto:)/);
    }
  }
}

describe('prose of specs and agents', () => {
  test('keeps its markup', () => {
    expect(
      html('A **b** _c_ `d<e`\n\n- one\n- [x] two\n\n[f](https://e.com)'),
    ).toBe(
      '<div class="prose" dir="auto"><p>A <strong>b</strong> <em>c</em> <code>d&lt;e</code></p><ul><li>one</li><li>☑ two</li></ul><p><a href="https://e.com" rel="noopener noreferrer nofollow">f</a></p></div>',
    );
  });

  test.each(NASTY)('shows %j and does nothing with it', (text) => {
    expectHarmless(text);
  });

  test('whatever is written, only harmless elements come of it', () => {
    const part = fc.constantFrom(
      ...['<', '>', '"', "'", '](', '![', '[', ')', '`', '```', '\n', '&'],
      ...['<pre>', '</pre>', '<a ', '<!--', 'javascript:', 'onload=x', '\\'],
      ...['https://e.com', '*', '_', '|', '- ', '> ', '#', '~~', ' ', 'x'],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        expectHarmless(parts.join(''));
      }),
      { numRuns: 400, seed: 11 },
    );
  });

  test('a picture is its words', () => {
    expect(html('![The cart, empty](http://e.com/a.png)')).toContain(
      '<p>The cart, empty</p>',
    );
  });

  test('a heading does not get among those of the page', () => {
    expect(html('# Big')).toContain('<p><strong>Big</strong></p>');
  });

  test('a long text is cut, and says by how much', () => {
    const text = html('x'.repeat(1_000_000));
    expect(text.length).toBeLessThan(4000);
    expect(text).toContain('Cut here: 997,000 more characters.');
  });

  test.each([
    ['quotes', '>'.repeat(3000)],
    ['lists', '- '.repeat(1500)],
    ['numbers', '1. '.repeat(900)],
  ])('a tower of %s is shown as it was written', (_name, text) => {
    expect(html(text)).toContain('<pre>');
  });
});

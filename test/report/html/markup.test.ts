import { describe, expect, test } from 'vitest';
import { escapeHtml, markup } from '../../../src/report/html/markup.ts';

describe('the template of the page', () => {
  test('text in a hole is text, in content and in an attribute', () => {
    const text = `"><script>alert('x')</script>&`;
    const shown =
      '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;';
    expect(String(markup`<a title="${text}">${text}</a>`)).toBe(
      `<a title="${shown}">${shown}</a>`,
    );
  });

  test('markup stays markup, through lists and at any depth', () => {
    const items = ['a', '<b>'].map((text) => markup`<li>${text}</li>`);
    expect(String(markup`<ul>${[items, null, 3]}</ul>`)).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li>3</ul>',
    );
  });

  test('an object that only looks like markup is not taken for it', () => {
    const fake = { toString: () => '<script>' } as never;
    expect(() => String(markup`<p>${fake}</p>`)).toThrow();
  });

  test('an attribute without quotes is refused', () => {
    expect(() => markup`<a title=${'x onclick=y'}>`).toThrow(/quote/);
  });

  test('NUL, terminal escapes and marks that turn the text round are taken out', () => {
    expect(escapeHtml('a\u0000b\u202Ec\u2066d\u001b[31me\u200Bf')).toBe(
      'abcdef',
    );
  });
});

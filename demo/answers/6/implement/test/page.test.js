import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const read = (name) =>
  readFile(new URL(`../web/${name}`, import.meta.url), 'utf8');

test('the page shows a recipe with headings and lists', async () => {
  const page = await read('index.html');
  for (const part of ['<h2>', 'class="servings"', '<ul>', '<ol>']) {
    assert.ok(page.includes(part), part);
  }
});

test('the search field has a label', async () => {
  const page = await read('index.html');
  const [, id] = /<input\s[^>]*id="([^"]+)"/.exec(page) ?? [];
  assert.ok(page.includes(`<label for="${id}">`));
});

test('the page fits a phone', async () => {
  assert.match(await read('index.html'), /content="width=device-width/);
  const widths = (await read('style.css')).matchAll(/\swidth:\s*(\d+)px/g);
  for (const [, width] of widths) assert.ok(Number(width) <= 320);
});

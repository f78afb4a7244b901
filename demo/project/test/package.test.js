import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

test('the package is one of ECMAScript modules and needs nothing', async () => {
  const url = new URL('../package.json', import.meta.url);
  const { type, dependencies } = JSON.parse(await readFile(url, 'utf8'));
  assert.equal(type, 'module');
  assert.equal(dependencies, undefined);
});

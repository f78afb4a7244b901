import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BACKENDS } from '../../src/adapters/agents/backends.ts';
import { knownGood } from '../../src/adapters/agents/inspect-versions.ts';

test('references/doctor.md has the known-good versions of every backend', () => {
  const page = readFileSync(
    new URL('../../references/doctor.md', import.meta.url),
    'utf8',
  );
  const rows = BACKENDS.map(({ name }) => {
    const { from, below } = knownGood(name) ?? { from: '?', below: '?' };
    return `| ${name} | ${from} to below ${below} |`;
  });
  for (const row of rows) expect(page).toContain(row);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VARIABLES } from '../../../src/adapters/config/read-environment.ts';

test('references/config.md lists every variable and no other', () => {
  const page = new URL('../../../references/config.md', import.meta.url);
  const listed = [
    ...readFileSync(page, 'utf8').matchAll(/^\| `(ORCHESTRATION_LOOP_\w+)`/gm),
  ].map(([, name]) => name);
  expect(listed.toSorted()).toEqual([...VARIABLES].toSorted());
});

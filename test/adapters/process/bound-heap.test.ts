import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { HEAP_FLAG } from '../../../src/adapters/process/bound-heap.ts';

test('this Node knows the flag that keeps the heap small', () => {
  const script = `require('node:v8').setFlagsFromString('${HEAP_FLAG}')`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

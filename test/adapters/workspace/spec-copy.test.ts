import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copySpec } from '../../../src/adapters/workspace/spec-copy.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

/** More files than are copied in one go: something can happen in between. */
const FILES = 400;

test('a spec folder that a person renames while it is copied is no error, and is copied again', async () => {
  const [from, to] = [tempFolder(), tempFolder()];
  mkdirSync(join(from, 'spec'));
  for (let n = 0; n < FILES; n += 1)
    writeFileSync(join(from, 'spec', `${n}.md`), `${n}\n`);
  let copiedBefore = 0;
  const watcher = watch(to, { recursive: true }, () => {
    if (copiedBefore > 0 || !existsSync(join(to, 'spec/0.md'))) return;
    copiedBefore = readdirSync(join(to, 'spec')).length;
    renameSync(join(from, 'spec'), join(from, 'renamed'));
  });
  onTestFinished(() => watcher.close());
  await copySpec(['spec'], from, to);
  // It was in the middle of it.
  expect(copiedBefore).toBeGreaterThan(0);
  expect(copiedBefore).toBeLessThan(FILES);
  // What is not there any more is not half there either.
  expect(existsSync(join(to, 'spec'))).toBe(false);

  renameSync(join(from, 'renamed'), join(from, 'spec'));
  await copySpec(['spec'], from, to);
  expect(readdirSync(join(to, 'spec'))).toHaveLength(FILES);
});

import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasChangedSince } from '../../../src/adapters/process/changed-since.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

/** A folder, and a moment behind everything that was done in it so far. */
type Ground = {
  readonly folder: string;
  readonly before: number;
  readonly path: (name: string) => string;
  readonly touch: (name: string) => void;
};

/** A moment that lies behind everything so far; what comes is stamped later. */
const settle = async (): Promise<number> => {
  const probe = join(tempFolder(), 'probe');
  const moment = Date.now() + 1;
  await expect
    .poll(() => {
      writeFileSync(probe, String(Math.random()));
      return lstatSync(probe).ctimeMs;
    })
    .toBeGreaterThan(moment);
  return moment;
};

const ground = async (): Promise<Ground> => {
  const folder = tempFolder();
  const path = (name: string): string => join(folder, name);
  const touch = (name: string): void => {
    mkdirSync(dirname(path(name)), { recursive: true });
    appendFileSync(path(name), 'x');
  };
  for (const name of ['src/deep/er/a.ts', 'b.ts', 'node_modules/p/i.js'])
    touch(name);
  mkdirSync(path('.git'));
  return { folder, before: await settle(), path, touch };
};

describe('a folder has changed', () => {
  test.each<[string, (on: Ground) => void]>([
    ['when a file was written', ({ touch }) => touch('src/deep/er/a.ts')],
    ['when one was made', ({ touch }) => touch('src/deep/new.ts')],
    ['when one was removed', ({ path }) => rmSync(path('src/deep/er/a.ts'))],
    [
      'when one was unpacked with an old date',
      ({ path, touch }) => {
        touch('src/old.ts');
        utimesSync(path('src/old.ts'), 1, 1);
        utimesSync(path('src'), 1, 1);
      },
    ],
  ])('%s', async (_title, change) => {
    const on = await ground();
    const { folder, before } = on;
    expect(await hasChangedSince(folder, before)).toBe(false);
    change(on);
    expect(await hasChangedSince(folder, before)).toBe(true);
  });
});

describe('a folder has not changed', () => {
  test('by what git and the package manager keep in it', async () => {
    const { folder, before, touch } = await ground();
    touch('.git/index');
    touch('node_modules/p/i.js');
    expect(await hasChangedSince(folder, before)).toBe(false);
  });

  test('by what lies behind a link', async () => {
    const { folder, path } = await ground();
    const elsewhere = tempFolder();
    symlinkSync(elsewhere, path('link'));
    const linked = await settle();
    writeFileSync(join(elsewhere, 'file'), '');
    expect(await hasChangedSince(folder, linked)).toBe(false);
  });

  test('when it is gone', async () => {
    const { before, path } = await ground();
    expect(await hasChangedSince(path('nothing'), before)).toBe(false);
  });
});

test('no more files are looked at than was said', async () => {
  const { folder, before, touch } = await ground();
  touch('src/deep/er/a.ts');
  expect(await hasChangedSince(folder, before, 4)).toBe(false);
});

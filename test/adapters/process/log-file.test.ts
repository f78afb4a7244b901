import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLog } from '../../../src/adapters/process/log-file.ts';
import { createMask } from '../../../src/lib/mask-secrets.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const SECRET = 'hush-hush-1';

/** What a log of 1000 characters and a tail holds after these texts. */
const logged = async (
  texts: readonly string[],
  maxTailLength = 200,
): Promise<string> => {
  const path = join(tempFolder(), 'stdout.log');
  const log = await openLog(path, {
    mask: createMask([SECRET]),
    maxHeadLength: 1000,
    maxTailLength,
  });
  for (const text of texts) await log.write(text);
  await log.close();
  return readFileSync(path, 'utf8');
};

const lines = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `line ${n}\n`);

test('a stream of any length that fits is kept whole', async () => {
  for (const count of [0, 1, 100, 124])
    expect(await logged(lines(count))).toBe(lines(count).join(''));
});

test('of a longer one the beginning and the end stay, and it is said what does not', async () => {
  const all = lines(5000);
  const [begin = '', left = '', end = ''] = (await logged(all)).split(
    /\n\[(\d+) characters are left out here\]\n/,
  );
  expect(all.join('').startsWith(begin)).toBe(true);
  expect(all.join('').endsWith(end)).toBe(true);
  expect(begin.length + Number(left) + end.length).toBe(all.join('').length);
  expect(begin).toMatch(/line \d+\n$/);
  expect(end).toMatch(/^line \d+\n/);
  expect(begin.length).toBeLessThan(1020);
  expect(end.length).toBeLessThanOrEqual(200);
});

test('no half of a secret is in it, wherever the beginning ends and however it comes', async () => {
  for (let fill = 980; fill <= 1005; fill += 1)
    for (let cut = 0; cut <= SECRET.length; cut += 1) {
      const text = await logged([
        `${'x'.repeat(fill)} ${SECRET.slice(0, cut)}`,
        `${SECRET.slice(cut)}\n`,
        ...lines(100),
      ]);
      expect(text.replaceAll('[masked]', '')).not.toMatch(/hush|ush-1/);
      expect(text).toContain(' [masked]\n');
    }
});

test('an endless line leaves nothing of the secret that its kept end begins in', async () => {
  const text = await logged(
    [`${'x'.repeat(2_000_000)}\n`, `${SECRET} `.repeat(100_000)],
    // Not a multiple of the secret's length: the end begins within one.
    12_001,
  );
  expect(text.match(/\[masked\]/g)?.length).toBeGreaterThan(100);
  expect(text.replaceAll('[masked]', '')).not.toMatch(/h-1/);
});

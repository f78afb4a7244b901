import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfigFile } from '../../src/adapters/config/read-config-file.ts';
import { notedOutput, resolveLayout } from '../../src/adapters/store/layout.ts';
import { peekLease } from '../../src/adapters/store/lease.ts';
import { readJournal } from '../../src/adapters/store/read-journal.ts';
import { StateHashes } from '../../src/adapters/store/state-hashes.ts';
import { makeText } from '../../src/cli/install/make-text.ts';
import { ownershipOf } from '../../src/cli/install/mark.ts';
import { openOutput } from '../../src/cli/log/output-file.ts';
import { findRunHere } from '../../src/cli/settings/find-run-here.ts';
import { checkJournal } from '../../src/cli/validate/check-journal.ts';
import { replay } from '../../src/cli/records/known-run.ts';
import { UserError } from '../../src/model/user-error.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { configFile } from '../schema/examples.ts';
import { fuzz, jsonNear, RUNS, textNear } from './mutate.ts';
import { journal, records } from './samples.ts';

/** Whatever is thrown is for the person who started it, in words. */
function expectWords(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).not.toContain('Internal error');
  }
}

const write = (path: string, text: string): string => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};

describe('a file of a run that was damaged is said, never a crash', () => {
  const lines = journal.trimEnd().split('\n');
  const [header = '', ...events] = lines;
  /** Lines that are valid alone, in an order that makes no sense. */
  const shuffled = fc
    .shuffledSubarray(events)
    .map((some) =>
      [
        header,
        ...some.map((line, place) =>
          line.replace(/"seq":\d+/, `"seq":${place + 1}`),
        ),
        '',
      ].join('\n'),
    );

  test('the journal', () => {
    const path = join(tempFolder(), 'journal.ndjson');
    fuzz(fc.oneof(textNear([journal]), shuffled), (text) => {
      write(path, text);
      expectWords(() => replay(readJournal(path).events));
      const checked = checkJournal(path, 'journal.ndjson');
      if (checked.state === null)
        expect(checked.problems.length).toBeGreaterThan(0);
    });
  });

  test('the lease and the hashes beside it', () => {
    const path = join(tempFolder(), 'run.lease.json');
    const texts = [JSON.stringify(records.lease)];
    fuzz(fc.oneof(jsonNear([records.lease]), textNear(texts)), (text) => {
      write(path, text);
      peekLease(path);
      expect(new StateHashes(path).has('x')).toBe(false);
    });
  });

  test('the notes of whose folder it is, and of where its state files are', () => {
    const workdir = tempFolder();
    const spec = 'specs/list';
    mkdirSync(join(workdir, spec), { recursive: true });
    const home = join(workdir, '.orchestration/list');
    write(join(home, 'journal.ndjson'), journal);
    const near = textNear([`${spec}\n`, '../elsewhere\n', '/tmp/out\n']);
    fuzz(fc.tuple(near, near), ([owner, folder]) => {
      write(join(home, 'spec'), owner);
      write(join(home, 'state-folder'), folder);
      expectWords(() => {
        const found = { workdir, specFolder: spec };
        const output = notedOutput(resolveLayout({ ...found, output: null }));
        expect(output ?? '').not.toContain('\u0000');
        resolveLayout({ ...found, output });
      });
      expectWords(() => findRunHere(workdir));
    });
  });

  test('what an agent printed', async () => {
    const path = join(tempFolder(), 'stdout.log');
    const bytes = fc.uint8Array({ maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (first, second) => {
        writeFileSync(path, first);
        const lines: string[] = [];
        const output = openOutput(path);
        const onLine = (line: string): Promise<void> =>
          Promise.resolve(void lines.push(line));
        await output.read(onLine, { isEnded: false });
        writeFileSync(path, second, { flag: 'a' });
        await output.read(onLine, { isEnded: true });
        const whole = Buffer.concat([first, second]).toString();
        expect(lines).toEqual(
          whole
            .replace(/\n$/, '')
            .split('\n')
            .map((line) => line.replace(/\r$/, ''))
            .slice(0, whole === '' ? 0 : undefined),
        );
      }),
      { numRuns: RUNS },
    );
  });

  test('a command that was installed: what was changed above its mark is never taken for ours', () => {
    const ours = makeText('skill.md');
    const body = ours.slice(0, ours.trimEnd().lastIndexOf('\n') + 1);
    expect(ownershipOf(ours)).toBe('unchanged');
    fuzz(textNear([ours]), (text) => {
      if (ownershipOf(text) === 'unchanged')
        expect(text.replaceAll('\r\n', '\n').startsWith(body)).toBe(true);
    });
  });

  test('the config', () => {
    const folder = tempFolder();
    const texts = [JSON.stringify(configFile, null, 2)];
    fuzz(fc.oneof(jsonNear([configFile]), textNear(texts)), (text) => {
      write(join(folder, 'orchestration.config.json'), text);
      expectWords(() => readConfigFile(folder));
    });
  });
});

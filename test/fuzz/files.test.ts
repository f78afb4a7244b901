import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfigFile } from '../../src/adapters/config/read-config-file.ts';
import { peekLease } from '../../src/adapters/store/lease.ts';
import { readJournal } from '../../src/adapters/store/read-journal.ts';
import { StateHashes } from '../../src/adapters/store/state-hashes.ts';
import { checkJournal } from '../../src/cli/validate/check-journal.ts';
import { replay } from '../../src/cli/run/known-run.ts';
import { UserError } from '../../src/model/user-error.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { configFile } from '../schema/examples.ts';
import { fuzz, jsonNear, textNear } from './mutate.ts';
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

  test('the config', () => {
    const folder = tempFolder();
    const texts = [JSON.stringify(configFile, null, 2)];
    fuzz(fc.oneof(jsonNear([configFile]), textNear(texts)), (text) => {
      write(join(folder, 'orchestration.config.json'), text);
      expectWords(() => readConfigFile(folder));
    });
  });
});

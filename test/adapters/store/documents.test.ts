import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  FileDocuments,
  type DocumentsOptions,
} from '../../../src/adapters/store/documents.ts';
import { StateHashes } from '../../../src/adapters/store/state-hashes.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

function setUp(overrides: Partial<DocumentsOptions> = {}) {
  const folder = tempFolder();
  const clock = new ManualClock();
  const edited: string[] = [];
  const problems: unknown[] = [];
  const paths = {
    state: join(folder, 'AGENT_STATE.json'),
    parsed: join(folder, 'TASKS_PARSED.json'),
    pulse: join(folder, 'PROJECT_PULSE.md'),
  };
  const documents = new FileDocuments({
    paths,
    clock,
    hashes: new StateHashes(join(folder, 'home', 'state-hashes')),
    guard: () => undefined,
    onEdited: (path) => edited.push(path),
    onProblem: (error) => problems.push(error),
    ...overrides,
  });
  const update = documents.update.bind(documents);
  const read = (name: keyof typeof paths) => readFileSync(paths[name], 'utf8');
  return { folder, clock, documents, update, paths, edited, problems, read };
}

describe('writing', () => {
  test('leaves each file whole and no temporary one', async () => {
    const { documents, update, folder, read } = setUp();
    update('state', () => 'one');
    update('pulse', () => '# two');
    await documents.flush();
    expect(read('state')).toBe('one');
    expect(read('pulse')).toBe('# two');
    expect(readdirSync(folder).toSorted()).toEqual([
      'AGENT_STATE.json',
      'PROJECT_PULSE.md',
      'home',
    ]);
  });

  test('writes at once, then at most every 250 ms, and the last content wins', async () => {
    const { documents, update, clock, read } = setUp();
    update('parsed', () => '1');
    // The first write is over when the second one waits for its turn.
    update('parsed', () => '2');
    await clock.whenWaiting();
    const first = read('parsed');
    for (let n = 3; n <= 1000; n += 1) update('parsed', () => String(n));
    clock.advance(249);
    expect(clock.waiting).toBe(1);
    expect(read('parsed')).toBe(first);
    clock.advance(1);
    await documents.flush();
    expect(read('parsed')).toBe('1000');
  });

  test('ten thousand changes in ten seconds cost forty whole writes, not ten thousand', async () => {
    const { documents, clock, read } = setUp();
    let writes = 0;
    for (let n = 1; n <= 10_000; n += 1) {
      documents.update('state', () => {
        writes += 1;
        return String(n);
      });
      if (n % 25 !== 0) continue;
      clock.advance(25);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await documents.flush();
    expect(read('state')).toBe('10000');
    // Four a second, the first and the last.
    expect(writes).toBeLessThanOrEqual(42);
  });

  test('renders what is written and nothing else', async () => {
    const { documents, clock } = setUp();
    const rendered: number[] = [];
    const update = (n: number) =>
      documents.update('state', () => {
        rendered.push(n);
        return String(n);
      });
    update(1);
    for (let n = 2; n <= 1000; n += 1) update(n);
    await clock.whenWaiting();
    update(1001);
    await documents.flush();
    expect(rendered).toEqual([1, 1001]);
  });

  test('flush does not wait for the pause', async () => {
    const { documents, update, clock, read } = setUp();
    update('state', () => '1');
    await documents.flush();
    update('state', () => '2');
    await clock.whenWaiting();
    await documents.flush();
    expect(read('state')).toBe('2');
    expect(clock.waiting).toBe(0);
  });

  test('leaves a file alone that holds the content already', async () => {
    const { documents, update, paths } = setUp();
    writeFileSync(paths.pulse, 'same');
    const before = statSync(paths.pulse, { bigint: true });
    update('pulse', () => 'same');
    await documents.flush();
    update('pulse', () => 'same');
    await documents.flush();
    const after = statSync(paths.pulse, { bigint: true });
    expect(after.ino).toBe(before.ino);
    expect(after.mtimeNs).toBe(before.mtimeNs);
  });

  test('brings back a file that was removed', async () => {
    const { documents, update, paths, read } = setUp();
    update('state', () => '1');
    await documents.flush();
    rmSync(paths.state);
    await documents.flush();
    expect(read('state')).toBe('1');
  });

  test('does not write through a link planted as its temporary file', async () => {
    const { documents, update, folder, read } = setUp();
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(folder, '.AGENT_STATE.json.tmp'));
    update('state', () => '1');
    await documents.flush();
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(read('state')).toBe('1');
  });
});

describe('a write that fails', () => {
  test('is reported once, rejects flush, and is made up for later', async () => {
    const { documents, update, paths, problems, read } = setUp();
    mkdirSync(join(paths.state, 'in-the-way'), { recursive: true });
    update('state', () => '1');
    update('state', () => '2');
    await expect(documents.flush()).rejects.toThrow();
    expect(problems).toHaveLength(1);
    rmSync(paths.state, { recursive: true });
    await documents.flush();
    expect(read('state')).toBe('2');
  });

  test('does not keep the other files from being written', async () => {
    const { documents, update, paths, read } = setUp();
    mkdirSync(join(paths.state, 'in-the-way'), { recursive: true });
    update('state', () => '1');
    update('pulse', () => '1');
    await expect(documents.flush()).rejects.toThrow();
    expect(read('pulse')).toBe('1');
  });

  test('is never tried once the lock is lost', async () => {
    const { documents, update, folder, problems } = setUp({
      guard: () => {
        throw new Error('lost');
      },
    });
    update('state', () => '1');
    await expect(documents.flush()).rejects.toThrow('lost');
    expect(problems).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('an edit during the run', () => {
  test('is kept beside the file and reported', async () => {
    const { documents, update, paths, edited, read } = setUp();
    update('state', () => '1');
    await documents.flush();
    writeFileSync(paths.state, 'by hand');
    update('state', () => '2');
    await documents.flush();
    expect(edited).toEqual([`${paths.state}.edited-2025-01-01T00-00-00.000Z`]);
    expect(readFileSync(edited[0]!, 'utf8')).toBe('by hand');
    expect(read('state')).toBe('2');
  });

  test('is kept twice when it happens twice in one moment', async () => {
    const { documents, update, paths, edited } = setUp();
    for (const n of [1, 2, 3]) {
      update('state', () => String(n));
      await documents.flush();
      writeFileSync(paths.state, `edit ${n}`);
    }
    update('state', () => '4');
    await documents.flush();
    expect(edited.map((path) => readFileSync(path, 'utf8'))).toEqual([
      'edit 1',
      'edit 2',
      'edit 3',
    ]);
  });

  test('that was there before the first write is kept too', async () => {
    const { documents, update, paths, edited } = setUp();
    writeFileSync(paths.state, 'whose is this');
    update('state', () => '1');
    await documents.flush();
    expect(readFileSync(edited[0]!, 'utf8')).toBe('whose is this');
  });

  test('is none when the version is one of ours', async () => {
    const { documents, update, paths, edited } = setUp();
    for (const content of ['1', '2']) {
      update('state', () => content);
      await documents.flush();
    }
    writeFileSync(paths.state, '1');
    update('state', () => '3');
    await documents.flush();
    expect(edited).toEqual([]);
  });
});

describe('the hashes of what was written', () => {
  test('are known to the next start', async () => {
    const path = join(tempFolder(), 'home', 'state-hashes');
    const hashes = new StateHashes(path);
    hashes.add('a'.repeat(64));
    hashes.add('a'.repeat(64));
    expect(new StateHashes(path).has('a'.repeat(64))).toBe(true);
    expect(new StateHashes(path).has('b'.repeat(64))).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe(`${'a'.repeat(64)}\n`);
  });

  test('survive a torn line and do not grow without end', () => {
    const path = join(tempFolder(), 'state-hashes');
    writeFileSync(path, `${'c'.repeat(64)}\n${'d'.repeat(20)}`);
    const hashes = new StateHashes(path);
    expect(hashes.has('c'.repeat(64))).toBe(true);
    for (let n = 0; n < 2100; n += 1)
      hashes.add(n.toString(16).padStart(64, '0'));
    const again = new StateHashes(path);
    expect(again.has((2099).toString(16).padStart(64, '0'))).toBe(true);
    expect(statSync(path).size).toBeLessThan(2001 * 65 + 100);
  });
});

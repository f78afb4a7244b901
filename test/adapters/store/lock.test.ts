import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { resolveLayout } from '../../../src/adapters/store/layout.ts';
import { peekLease, readLease } from '../../../src/adapters/store/lease.ts';
import { acquireLock } from '../../../src/adapters/store/lock.ts';
import { lazy } from '../../../src/lib/lazy.ts';
import { UserError } from '../../../src/model/user-error.ts';
import { bundleScript } from '../../helpers/bundle-script.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const SCRIPT = lazy(() =>
  bundleScript('test/adapters/store/processes/hold-lock.ts'),
);

/** A workdir with the specs `a` and `b` side by side. */
function workdirWithSpecs(): string {
  const workdir = tempFolder();
  for (const name of ['a', 'b'])
    mkdirSync(join(workdir, 'specs', name), { recursive: true });
  return workdir;
}

const layoutOf = (workdir: string, spec = 'a', output: string | null = null) =>
  resolveLayout({ workdir, specFolder: join('specs', spec), output });

const take = (workdir: string, spec = 'a', output: string | null = null) =>
  acquireLock({
    places: layoutOf(workdir, spec, output).locks,
    runId: 'r1',
    clock: new ManualClock(),
  });

/** Another process that is ready to take the lock. */
async function holder(workdir: string, spec = 'a', ...output: string[]) {
  const child = spawn(process.execPath, [
    await SCRIPT(),
    workdir,
    join('specs', spec),
    ...output,
  ]);
  // Listened for from the start: a refused one ends by itself.
  const ended = once(child, 'exit');
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout })[
    Symbol.asyncIterator
  ]();
  const nextLine = async (): Promise<string> =>
    String((await lines.next()).value);
  expect(await nextLine()).toBe('ready');
  return {
    pid: child.pid!,
    go: () => {
      child.stdin.write('go\n');
      return nextLine();
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

describe('a second start', () => {
  test('is refused and told who runs', async () => {
    const workdir = workdirWithSpecs();
    const other = await holder(workdir);
    expect(await other.go()).toBe('held');
    const refused = take(workdir);
    await expect(refused).rejects.toBeInstanceOf(UserError);
    await expect(take(workdir)).rejects.toThrow(
      new RegExp(
        `specs/a is in use by process ${other.pid} on .*, since \\d{4}-`,
      ),
    );
  });

  test('is refused also with another folder for the state', async () => {
    const workdir = workdirWithSpecs();
    const other = await holder(workdir);
    await other.go();
    await expect(take(workdir, 'a', 'elsewhere')).rejects.toThrow(
      `process ${other.pid}`,
    );
  });

  test('of another spec is refused where the state folder is the same', async () => {
    const workdir = workdirWithSpecs();
    const other = await holder(workdir);
    await other.go();
    await expect(take(workdir, 'b')).rejects.toThrow(
      `The state folder ${join(workdir, 'specs')} is in use by process ${other.pid}`,
    );
    // What it had taken before that is given back.
    await using lock = await take(workdir, 'b', 'elsewhere');
    lock.guard();
  });

  test('in the same process is refused too', async () => {
    const workdir = workdirWithSpecs();
    await using _lock = await take(workdir);
    await expect(take(workdir)).rejects.toThrow(`process ${process.pid}`);
  });

  test('that loses changes nothing for the first', async () => {
    const workdir = workdirWithSpecs();
    await using lock = await take(workdir);
    const second = await holder(workdir);
    expect(await second.go()).toMatch(/^refused: UserError/);
    lock.guard();
    expect(readLease(layoutOf(workdir).locks[0]!.leasePath)?.run_id).toBe('r1');
  });

  test('together with the first, 20 times: exactly one wins', async () => {
    for (let round = 0; round < 20; round += 1) {
      const workdir = workdirWithSpecs();
      const both = await Promise.all([holder(workdir), holder(workdir)]);
      const said = await Promise.all(both.map((each) => each.go()));
      expect(said.filter((line) => line === 'held')).toHaveLength(1);
      await Promise.all(both.map((each) => each.kill()));
    }
  }, 60_000);

  test('together with the first over a dead holder: exactly one wins', async () => {
    const workdir = workdirWithSpecs();
    for (let round = 0; round < 6; round += 1) {
      const both = await Promise.all([holder(workdir), holder(workdir)]);
      const said = await Promise.all(both.map((each) => each.go()));
      expect(said.filter((line) => line === 'held')).toHaveLength(1);
      await Promise.all(both.map((each) => each.kill()));
    }
  }, 60_000);
});

describe('after the end of the holder', () => {
  test('by SIGKILL the next start takes over at once', async () => {
    const workdir = workdirWithSpecs();
    const other = await holder(workdir);
    await other.go();
    await other.kill();
    const [place] = layoutOf(workdir).locks;
    expect(existsSync(place!.lockPath)).toBe(true);
    expect(peekLease(place!.leasePath)?.holding).toBe('dead');
    await using lock = await take(workdir);
    lock.guard();
    expect(peekLease(place!.leasePath)).toMatchObject({
      holding: 'live',
      lease: { pid: process.pid, run_id: 'r1' },
    });
  });

  test('by itself nothing of the lock is left', async () => {
    const workdir = workdirWithSpecs();
    const other = await holder(workdir);
    await other.go();
    await other.end();
    expect(readdirSync(workdir)).toEqual(['.orchestration', 'specs']);
    expect(readdirSync(join(workdir, '.orchestration'))).toEqual([]);
    expect(readdirSync(join(workdir, 'specs'))).toEqual(['a', 'b']);
  });

  test('and a restart of the machine the next start takes over', async () => {
    const workdir = workdirWithSpecs();
    await leaveLease(workdir, { boot_id: 'another boot' });
    await using lock = await take(workdir);
    lock.guard();
  });

  test('whose number another process has now, the next start takes over', async () => {
    const workdir = workdirWithSpecs();
    await leaveLease(workdir, { pid: process.pid, pid_started: 'long ago' });
    await using lock = await take(workdir);
    lock.guard();
  });

  test('on another machine, or in another container, nobody takes over', async () => {
    for (const change of [
      { host: 'elsewhere' },
      { pid_namespace: 'pid:[1]' },
    ]) {
      const workdir = workdirWithSpecs();
      await leaveLease(workdir, { pid: 2 ** 30, ...change });
      await expect(take(workdir)).rejects.toThrow(/is in use by process/);
    }
  });

  test('and a damaged lease the lock itself has to be old', async () => {
    const workdir = workdirWithSpecs();
    await leaveLease(workdir, {});
    const [place] = layoutOf(workdir).locks;
    writeFileSync(place!.leasePath, '{"pid":');
    mkdirSync(place!.lockPath);
    await expect(take(workdir)).rejects.toThrow(/the note of who uses it/);
    utimesSync(place!.lockPath, 1, 1);
    await using lock = await take(workdir);
    lock.guard();
  });
});

/** A lease of somebody who is not there any more, changed as told. */
async function leaveLease(workdir: string, change: object): Promise<void> {
  const lock = await take(workdir);
  const [place] = layoutOf(workdir).locks;
  const lease = readLease(place!.leasePath);
  await lock[Symbol.asyncDispose]();
  mkdirSync(join(place!.leasePath, '..'), { recursive: true });
  writeFileSync(place!.leasePath, JSON.stringify({ ...lease, ...change }));
}

describe('a lost lock', () => {
  test('aborts its signal and throws at the next check, not from a timer', async () => {
    const workdir = workdirWithSpecs();
    const lock = await take(workdir);
    const [place] = layoutOf(workdir).locks;
    // Its time stamp is looked at every 5 s.
    rmdirSync(place!.lockPath);
    await once(lock.signal, 'abort');
    expect(lock.signal.reason).toBeInstanceOf(UserError);
    expect(lock.guard).toThrow(/lock on the run was lost/);
    await lock[Symbol.asyncDispose]();
  });

  test('is noticed before the next write where the lease is another', async () => {
    const workdir = workdirWithSpecs();
    const lock = await take(workdir);
    const [place] = layoutOf(workdir).locks;
    const stolen = readFileSync(place!.leasePath, 'utf8').replace('r1', 'r2');
    writeFileSync(place!.leasePath, stolen);
    expect(lock.guard).toThrow(/replaced or removed it/);
    expect(lock.signal.aborted).toBe(true);
    await lock[Symbol.asyncDispose]();
    // What belongs to the new holder stays.
    expect(readFileSync(place!.leasePath, 'utf8')).toBe(stolen);
    expect(existsSync(place!.lockPath)).toBe(true);
  });

  test('is noticed before the next write where its folder is gone', async () => {
    const workdir = workdirWithSpecs();
    const lock = await take(workdir);
    const [place] = layoutOf(workdir).locks;
    rmdirSync(place!.lockPath);
    expect(lock.guard).toThrow(/lock on the run was lost/);
    await lock[Symbol.asyncDispose]();
    // Nobody else had taken it: nothing of it is left behind.
    expect(existsSync(place!.leasePath)).toBe(false);
  });

  test('is noticed where everything was deleted', async () => {
    const workdir = workdirWithSpecs();
    const lock = await take(workdir);
    rmSync(join(workdir, '.orchestration'), { recursive: true });
    expect(lock.guard).toThrow(/lock on the run was lost/);
    await lock[Symbol.asyncDispose]();
  });
});

test('a folder that cannot be written is named, with the way out', async () => {
  const workdir = workdirWithSpecs();
  writeFileSync(join(workdir, 'file'), '');
  await expect(take(workdir, 'a', 'file/below')).rejects.toThrow(UserError);
});

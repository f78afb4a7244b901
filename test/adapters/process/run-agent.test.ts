import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAgentProcesses } from '../../../src/adapters/process/create-processes.ts';
import type { ProcessIdentity } from '../../../src/ports/agent-processes.ts';
import { aliveWith, aliveWithPrefix, isAlive, Stage } from './stage.ts';

describe('the output of an agent', () => {
  test('comes line by line, and into its logs', async () => {
    using stage = new Stage();
    const file = stage.program('p', 'cat; echo last; echo oops >&2; exit 4');
    expect(await stage.run(file)).toMatchObject({
      cause: 'exited',
      exit_code: 4,
      signal: null,
      stderr: 'oops\n',
      cleanup: { ended: 0, force: 'none', left: 0 },
      skipped_lines: 0,
    });
    expect(stage.lines).toEqual(['the prompt', 'last']);
    expect(stage.read('stdout.log')).toBe('the prompt\nlast\n');
    expect(stage.read('stderr.log')).toBe('oops\n');
    expect(statSync(stage.path('stdout.log')).mode & 0o777).toBe(0o600);
  });

  test('gives the prompt from a file with an end to it, many at once', async () => {
    using stage = new Stage();
    const file = stage.program('p', 'wc -c');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(stage.path('big'), 'x'.repeat(4_000_000));
    await Promise.all(
      Array.from({ length: 6 }, () =>
        stage.run(file, { inputFile: stage.path('big') }),
      ),
    );
    expect(stage.lines.map((line) => line.trim())).toEqual(
      Array.from({ length: 6 }, () => '4000000'),
    );
  });

  test('may hold a line of 50 MB, which is left out, and broken UTF-8', async () => {
    using stage = new Stage();
    const file = stage.program(
      'p',
      `echo first; head -c 52428800 /dev/zero | tr '\\0' x; echo; printf 'a\\377\\303b\\n{"torn":'`,
    );
    const end = await stage.run(file);
    expect(end.skipped_lines).toBe(1);
    expect(stage.lines).toEqual(['first', 'a\ufffd\ufffdb', '{"torn":']);
  });

  test('costs no memory, and no more disk than its limit, when it is long', async () => {
    using stage = new Stage();
    // 80 MB each in lines of 64 characters, from three at once.
    const file = stage.program(
      'p',
      `yes $(printf 'x%.0s' $(seq 63)) | head -c 83886080; echo last`,
    );
    let lines = 0;
    let most = 0;
    const before = process.memoryUsage.rss();
    const folders = ['a', 'b', 'c'].map((name) => stage.path(name));
    folders.forEach((folder) => mkdirSync(folder));
    await Promise.all(
      folders.map((logFolder) =>
        stage.run(file, {
          logFolder,
          onLine: () => {
            lines += 1;
            if (lines % 10_000 === 0)
              most = Math.max(most, process.memoryUsage.rss());
          },
        }),
      ),
    );
    expect(lines).toBe((3 * 83_886_080) / 64 + 3);
    expect(most - before).toBeLessThan(120 * 1024 * 1024);
    for (const folder of folders) {
      const path = join(folder, 'stdout.log');
      expect(statSync(path).size).toBeLessThan(33 * 1024 * 1024);
      const text = readFileSync(path, 'latin1');
      expect(text.slice(-200_000)).toContain('characters are left out here]');
      expect(text.endsWith('x\nlast\n')).toBe(true);
    }
  }, 60_000);

  test('has no secret of the user in it, even one cut between two writes', async () => {
    using stage = new Stage({
      env: { ...process.env, MY_API_KEY: 'hush-hush-1' },
    });
    const file = stage.node(
      'p',
      `process.stdout.write('a hush-'); setTimeout(() => { console.log('hush-1 b'); console.error('hush-hush-1'); }, 50);`,
    );
    const end = await stage.run(file);
    expect(stage.read('stdout.log')).toBe('a [masked] b\n');
    expect(stage.read('stderr.log')).toBe('[masked]\n');
    expect(end.stderr).toBe('[masked]\n');
  });

  test("that a reader chokes on is the reader's error, and nothing stays alive", async () => {
    using stage = new Stage();
    const mark = stage.mark();
    const file = stage.program('p', 'echo line; exec sleep 600');
    const running = stage.run(file, {
      mark,
      onLine: () => {
        throw new Error('no such event');
      },
    });
    await expect(running).rejects.toThrow('no such event');
    expect(aliveWith(mark)).toEqual([]);
  });
});

describe('the end of an agent', () => {
  test('is its exit: a grandchild in its own session that holds the pipe is ended', async () => {
    using stage = new Stage();
    const mark = stage.mark();
    const file = stage.program('p', 'setsid sleep 600 & echo said; exit 0');
    const end = await stage.run(file, { mark });
    expect(end).toMatchObject({
      cause: 'exited',
      exit_code: 0,
      cleanup: { ended: 1, force: 'TERM', left: 0 },
    });
    expect(stage.lines).toEqual(['said']);
    expect(aliveWith(mark)).toEqual([]);
  });

  test('reaches a daemon that forked twice', async () => {
    using stage = new Stage();
    const mark = stage.mark();
    const file = stage.program(
      'p',
      '(setsid sh -c "sleep 600 & exit" &) ; exit 0',
    );
    await stage.run(file, { mark });
    expect(aliveWith(mark)).toEqual([]);
  });

  test('takes KILL where TERM is ignored, and says so', async () => {
    using stage = new Stage();
    const mark = stage.mark();
    const stop = new AbortController();
    const file = stage.program(
      'p',
      `trap '' TERM INT HUP; setsid sh -c "trap '' TERM; echo ready; sleep 600; sleep 600" & sleep 600; sleep 600`,
    );
    const end = await stage.run(file, {
      mark,
      signal: stop.signal,
      onLine: () => stop.abort(),
    });
    expect(end).toMatchObject({
      cause: 'canceled',
      signal: 'SIGKILL',
      cleanup: { force: 'KILL', left: 0 },
    });
    expect(aliveWith(mark)).toEqual([]);
  });

  test('lets one that goes on TERM do its own cleaning up', async () => {
    using stage = new Stage({ graceMs: 20_000 });
    const stop = new AbortController();
    const file = stage.program(
      'p',
      `trap 'echo cleaned > cleaned; exit 7' TERM; echo ready; while :; do sleep 0.05; done`,
    );
    const end = await stage.run(file, {
      signal: stop.signal,
      onLine: () => stop.abort(),
    });
    expect(end).toMatchObject({
      cause: 'canceled',
      cleanup: { force: 'TERM' },
    });
    expect(end.exit_code).toBe(7);
    expect(stage.read('cleaned')).toBe('cleaned\n');
  });

  test('by its time limit keeps what was said before', async () => {
    using stage = new Stage();
    const file = stage.program('p', 'echo half; exec sleep 600');
    const end = await stage.run(file, { timeoutMs: 400 });
    expect(end.cause).toBe('timeout');
    expect(stage.read('stdout.log')).toBe('half\n');
  });

  test('that was asked for before its start starts nothing', async () => {
    using stage = new Stage();
    const file = stage.program('p', 'touch started');
    const end = await stage.run(file, { signal: AbortSignal.abort() });
    expect(end.cause).toBe('canceled');
    expect(() => stage.read('started')).toThrow();
  });

  test('of a program that is not there is a cause of its own', async () => {
    using stage = new Stage();
    expect(await stage.run(stage.path('nothing'))).toMatchObject({
      cause: 'missing',
      exit_code: null,
    });
    const file = stage.program('p', '#!/no/such/interpreter\n');
    expect((await stage.run(file)).cause).toBe('missing');
  });

  test('reaches what cleared its environment, also when its parent is gone', async () => {
    using stage = new Stage();
    const stop = new AbortController();
    // agent ─ a shell without mark in its own session ─ the same, deaf to TERM
    const deaf = stage.program(
      'deaf',
      `trap '' TERM; echo "pid $$"; while :; do sleep 600; done`,
    );
    const shell = stage.program('shell', `env -i "${deaf}" & sleep 600`);
    const file = stage.program('p', `setsid env -i "${shell}" & sleep 600`);
    const pids: number[] = [];
    const end = await stage.run(file, {
      signal: stop.signal,
      onLine: (line) => {
        pids.push(Number(line.split(' ')[1]));
        stop.abort();
      },
    });
    expect(end.cleanup).toMatchObject({ force: 'KILL', left: 0 });
    expect(pids.map(isAlive)).toEqual([false]);
  });

  test('leaves nothing of forty that are stopped at once, whatever they are up to', async () => {
    using stage = new Stage();
    const stop = new AbortController();
    const mark = stage.mark();
    const files = [
      // A daemon in its own session, forked twice.
      `(setsid sh -c 'sleep 600 & exit' &); echo ready; exec sleep 600`,
      // Deaf to TERM, and so is what it started in another session.
      `trap '' TERM; setsid sh -c "trap '' TERM; while :; do sleep 600; done" & echo ready; while :; do sleep 600; done`,
      // Answers TERM with new processes.
      `trap 'for i in 1 2 3; do setsid sleep 600 & done' TERM; echo ready; while :; do sleep 0.05; done`,
      // Forks while it is ended, in sessions of its own and not.
      `echo ready; for i in $(seq 20); do setsid sleep 600 & sleep 600 & sleep 0.1; done; wait`,
    ].map((body, n) => stage.program(`p${n}`, body));
    let ready = 0;
    const ends = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        stage.run(files[n % files.length]!, {
          mark: `${mark}-${n}`,
          signal: stop.signal,
          onLine: () => {
            ready += 1;
            if (ready === 40) stop.abort();
          },
        }),
      ),
    );
    expect(ends.map(({ cause, cleanup }) => [cause, cleanup.left])).toEqual(
      Array.from({ length: 40 }, () => ['canceled', 0]),
    );
    expect(aliveWithPrefix(`${mark}-`)).toEqual([]);
  }, 60_000);
});

describe('an agent that says nothing', () => {
  test('and does nothing is stopped as idle', async () => {
    using stage = new Stage();
    const file = stage.program('p', 'exec sleep 600');
    expect((await stage.run(file, { idleMs: 400 })).cause).toBe('idle');
  });

  test('but works is left alone', async () => {
    using stage = new Stage();
    const file = stage.node(
      'p',
      `const end = Date.now() + 2000; while (Date.now() < end); console.log('worked');`,
    );
    const end = await stage.run(file, { idleMs: 500 });
    expect(end).toMatchObject({ cause: 'exited', exit_code: 0 });
    expect(stage.lines).toEqual(['worked']);
  });

  test('may be silent for longer inside a tool', async () => {
    using stage = new Stage();
    const file = stage.program('p', 'sleep 1.5; echo done');
    const end = await stage.run(file, {
      idleMs: 200,
      toolIdleMs: 30_000,
      phase: () => 'in_tool',
    });
    expect(end.cause).toBe('exited');
  });
});

describe('a process', () => {
  test('is told of once, before its first output, and can be found by that', async () => {
    using stage = new Stage();
    const file = stage.program('p', 'echo "$$"; exec sleep 600');
    const seen: (string | ProcessIdentity)[] = [];
    const processes = createAgentProcesses(stage.edge());
    let reaped: Promise<number> | undefined;
    await stage.run(file, {
      onProcess: (process) => seen.push(process),
      onLine: (line) => {
        seen.push(line);
        const [told] = seen as [ProcessIdentity];
        reaped ??= processes.reap([], [told]);
      },
    });
    const [told, pid] = seen as [ProcessIdentity, string];
    expect(seen).toHaveLength(2);
    expect(told.pid).toBe(Number(pid));
    expect(told.process_start).not.toBe('');
    expect(await reaped).toBe(1);
  });

  test('that cannot be written down is not kept running', async () => {
    using stage = new Stage();
    const mark = stage.mark();
    const file = stage.program('p', 'exec sleep 600');
    const running = stage.run(file, {
      mark,
      onProcess: () => {
        throw new Error('the disk is full');
      },
    });
    await expect(running).rejects.toThrow('the disk is full');
    expect(aliveWith(mark)).toEqual([]);
  });
});

describe('a start ends what a dead run left', () => {
  /** Starts a program that is nobody's, in a session of its own, and waits for its first word. */
  const leave = async (
    stage: Stage,
    body: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<
    { readonly pid: number; readonly said: string } & AsyncDisposable
  > => {
    const file = stage.program(`left-${stage.mark()}`, body);
    const child = spawn(file, [], {
      detached: true,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exited = once(child, 'exit');
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    return {
      pid: child.pid!,
      said: String(said),
      [Symbol.asyncDispose]: async () => {
        child.kill('SIGKILL');
        await exited;
      },
    };
  };

  test('by its marks, and only that', async () => {
    using stage = new Stage();
    const [dead, alive] = [stage.mark(), stage.mark()];
    await using left = await leave(stage, 'echo r; exec sleep 600', {
      ORCHESTRATION_MARK: dead,
    });
    await using other = await leave(stage, 'echo r; exec sleep 600', {
      ORCHESTRATION_MARK: alive,
    });
    const processes = createAgentProcesses(stage.edge());
    expect(await processes.reap([dead, 'mark-never-used'])).toBe(1);
    expect([left.pid, other.pid].map(isAlive)).toEqual([false, true]);
    expect(await processes.reap([])).toBe(0);
  });

  test('by the process that was written down, which has dropped its mark', async () => {
    using stage = new Stage();
    // Its child stays on in the group when it is gone itself.
    await using left = await leave(
      stage,
      `(trap '' TERM; sleep 600; sleep 600) & echo $!; exec sleep 600`,
    );
    const child = Number(left.said);
    expect(isAlive(child)).toBe(true);
    const processes = createAgentProcesses(stage.edge());
    const identity = await stage.edge().identify(left.pid);
    await processes.reap(['mark-of-it'], [identity]);
    expect([left.pid, child].map(isAlive)).toEqual([false, false]);
  });

  test('and no process that only has the number of one', async () => {
    using stage = new Stage();
    await using other = await leave(stage, 'echo r; exec sleep 600');
    const { pid, process_start } = await stage.edge().identify(other.pid);
    const processes = createAgentProcesses(stage.edge());
    const left = [
      { pid, process_start: `${process_start}0` },
      { pid, process_start: '' },
    ];
    expect(await processes.reap([], left)).toBe(0);
    expect(isAlive(other.pid)).toBe(true);
  });
});

test('an agent has a temporary folder of its own, short, and gone afterwards', async () => {
  using stage = new Stage();
  const file = stage.program(
    'p',
    'echo "$TMPDIR"; echo "$ORCHESTRATION_MARK"; echo "$ORCHESTRATION_PORT_BASE"; touch "$TMPDIR/file"',
  );
  const ends = [
    stage.run(file, { mark: 'mark-a' }),
    stage.run(file, { mark: 'mark-b' }),
  ];
  await Promise.all(ends);
  const folders = stage.lines.filter((line) => line.startsWith('/'));
  expect(new Set(folders).size).toBe(2);
  for (const folder of folders) {
    expect(folder.length).toBeLessThanOrEqual(40);
    expect(() => statSync(folder)).toThrow();
  }
  expect(stage.lines).toContain('mark-a');
  const ports = stage.lines.filter((line) => /^\d+$/.test(line));
  expect(ports).toHaveLength(2);
});

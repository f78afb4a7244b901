import { statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createAgentProcesses } from '../../../src/adapters/process/create-processes.ts';
import { aliveWith, Stage } from './stage.ts';

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
    // 200 MB in lines of 64 characters.
    const file = stage.program(
      'p',
      `yes $(printf 'x%.0s' $(seq 63)) | head -c 209715200`,
    );
    let lines = 0;
    let most = 0;
    const before = process.memoryUsage().rss;
    await stage.run(file, {
      onLine: () => {
        lines += 1;
        if (lines % 100_000 === 0)
          most = Math.max(most, process.memoryUsage().rss);
      },
    });
    expect(lines).toBe(209_715_200 / 64);
    expect(most - before).toBeLessThan(150 * 1024 * 1024);
    expect(statSync(stage.path('stdout.log')).size).toBeLessThan(
      65 * 1024 * 1024,
    );
    expect(stage.read('stdout.log').slice(-60)).toContain('[cut: more than');
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

  test('leaves nothing of forty that are stopped at once', async () => {
    using stage = new Stage();
    const stop = new AbortController();
    const mark = stage.mark();
    const file = stage.program(
      'p',
      'setsid sleep 600 & echo ready; exec sleep 600',
    );
    let ready = 0;
    const ends = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        stage.run(file, {
          mark: `${mark}-${n}`,
          signal: stop.signal,
          onLine: () => {
            ready += 1;
            if (ready === 40) stop.abort();
          },
        }),
      ),
    );
    expect(ends.map(({ cause }) => cause)).toEqual(
      Array.from({ length: 40 }, () => 'canceled'),
    );
    for (let n = 0; n < 40; n += 1)
      expect(aliveWith(`${mark}-${n}`)).toEqual([]);
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

test('a start ends what carries the marks of a dead run, and only that', async () => {
  using stage = new Stage();
  const [dead, alive] = [stage.mark(), stage.mark()];
  const stop = new AbortController();
  const file = stage.program('p', 'echo ready; exec sleep 600');
  const processes = createAgentProcesses(stage.edge());
  let ready = 0;
  const start = (mark: string) =>
    stage.run(file, {
      mark,
      signal: stop.signal,
      onLine: () => {
        ready += 1;
      },
    });
  const runs = [start(dead), start(alive)];
  await expect.poll(() => ready).toBe(2);
  expect(await processes.reap([dead, 'mark-never-used'])).toBe(1);
  expect(aliveWith(dead)).toEqual([]);
  expect(aliveWith(alive)).toHaveLength(1);
  expect(await processes.reap([])).toBe(0);
  stop.abort();
  await Promise.all(runs);
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

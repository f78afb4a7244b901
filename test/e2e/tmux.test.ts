import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Ground, unitsOn } from './ground.ts';
import type { Ended } from './ground.ts';
import { hasTmux } from './terminal.ts';

if (!hasTmux()) console.warn('skipped: tmux is not installed');

/** A ground whose default tmux server is one of its own. */
class TmuxGround extends Ground {
  // Sockets have short names.
  readonly #sockets = mkdtempSync(join(tmpdir(), 'ol-tm-'));

  override get env(): NodeJS.ProcessEnv {
    return { ...super.env, TMUX_TMPDIR: this.#sockets };
  }

  tmux(...args: readonly string[]): string {
    return execFileSync('tmux', args, { encoding: 'utf8', env: this.env });
  }

  /** Names of sessions and their windows. */
  windows(): readonly string[] {
    return this.tmux(
      'list-windows',
      '-a',
      '-F',
      '#{session_name} #{window_name}',
    )
      .trimEnd()
      .split('\n');
  }

  /** What a window shows, once it shows this. */
  async shows(target: string, text: string): Promise<string> {
    const end = performance.now() + 30_000;
    for (;;) {
      const screen = this.tmux(
        'capture-pane',
        '-p',
        '-S',
        '-500',
        '-t',
        target,
      );
      if (screen.includes(text)) return screen;
      if (performance.now() > end)
        throw new Error(`${text} never came:\n${screen}`);
      await pause(50);
    }
  }

  override [Symbol.dispose](): void {
    spawnSync('tmux', ['kill-server'], { env: this.env, stdio: 'ignore' });
    rmSync(this.#sockets, { recursive: true, force: true });
    super[Symbol.dispose]();
  }
}

/** An assignment that puts each unit into a window of this name. */
const assigned = (windows: Readonly<Record<string, string | null>>) =>
  JSON.stringify({
    dispatch_units: Object.entries(windows).map(([task_id, target_window]) => ({
      ...{ task_id, target_window, type: 'code', owner_agent: 'codex' },
      ...{ criticality: 'standard', writes: [`out/${task_id}.txt`], reads: [] },
    })),
    window_mapping: {},
  });

const ONE = '- [ ] 1. One\n';
const TWO = '- [ ] 1. One\n- [ ] 2. Two\n';

const go = (ground: Ground, ...flags: readonly string[]): Promise<Ended> =>
  ground.run('--spec', ground.spec, ...flags);

describe.skipIf(!hasTmux())('--tmux', () => {
  test('a window of the plan follows its units; the session stays, and the next start uses it again', async () => {
    using ground = new TmuxGround({ spec: TWO });
    const pwned = join(ground.repo, 'pwned');
    ground.script({
      'run/assign': {
        answer: assigned({ 1: `#(touch ${pwned})`, 2: 'x; kill-server' }),
      },
      '1/implement': { prints: ['{"type":"x"}\n', 'plain words of one\n'] },
      '2/implement': { hang: true },
    });
    const first = ground.start('--spec', ground.spec, '--tmux');
    await ground.sees('1/review-1 end');
    await ground.sees('2/implement-1 start');
    const names = ground.windows();
    expect(names).toEqual([
      expect.stringMatching(/^orchestration-thing touch_/),
      'orchestration-thing x_kill-server',
    ]);
    const one = await ground.shows('orchestration-thing:0', '[1] completed');
    expect(one).toContain('1/implement-1 | plain words of one');
    expect(one).not.toContain('2/implement-1');
    const tasks = JSON.parse(ground.read('.kiro/specs/AGENT_STATE.json')) as {
      readonly tasks: readonly { readonly window_id: string | null }[];
    };
    expect(tasks.tasks.map(({ window_id }) => window_id)).toEqual(['@0', '@1']);
    first.child.kill('SIGTERM');
    const ended = await first.ended;
    expect(ended.exitCode).toBe(143);
    expect(ended.stderr).toContain(
      'tmux attach-session -t orchestration-thing',
    );
    await ground.shows('orchestration-thing:1', 'run finished');
    expect(ground.windows()).toEqual(names);

    // A window that somebody opened there is theirs.
    ground.tmux('new-window', '-d', '-t', 'orchestration-thing:', '-n', 'mine');
    ground.script({});
    const second = await go(ground, '--tmux');
    expect(second.exitCode).toBe(0);
    expect([...ground.windows()].toSorted()).toEqual(
      [...names, 'orchestration-thing mine'].toSorted(),
    );
    expect(existsSync(pwned)).toBe(false);
  });

  test("somebody else's session of that name is left alone, in one line", async () => {
    using ground = new TmuxGround({ spec: ONE });
    ground.tmux('new-session', '-d', '-s', 'theirs', 'sleep 600');
    const ended = await go(
      ground,
      ...['--assign-backend', 'none', '--tmux', 'theirs'],
    );
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr.match(/tmux.*/g)).toEqual([
      "tmux: the tmux session theirs is somebody else's.",
    ]);
    expect(ground.windows()).toHaveLength(1);
    expect(unitsOn(ground, 'main')).toEqual(['1']);
  });
});

test('a tmux that fails is one line, and the run is what it is without', async () => {
  using ground = new Ground({ spec: ONE, agents: ['codex', 'tmux'] });
  writeFileSync(
    join(ground.bin, 'tmux'),
    '#!/bin/sh\necho "no way" >&2\nexit 3\n',
  );
  const ended = await go(ground, '--assign-backend', 'none', '--tmux');
  expect(ended.exitCode).toBe(0);
  expect(ended.stderr.match(/.*tmux.*/g)).toEqual([
    'No logs in tmux: tmux says: no way.',
  ]);
});

test('a name that tmux would read as something else is wrong usage', async () => {
  using ground = new Ground({ spec: ONE });
  const ended = await go(ground, '--tmux', 'a:b.c');
  expect(ended.exitCode).toBe(64);
  expect(ended.stderr).toContain('--tmux "a:b.c" is no name for a session');
  expect(ground.calls()).toEqual([]);
});

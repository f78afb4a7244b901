import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createEdge } from '../../src/adapters/process/edge.ts';
import { createNotifier } from '../../src/cli/notify/notifier.ts';
import type { Told } from '../../src/cli/notify/notifier.ts';
import { createRunNotifier } from '../../src/cli/notify/run-notifier.ts';
import type { Event } from '../../src/model/event.ts';
import { buildDecision } from '../helpers/build-state.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const decision = (n: number, context?: string): Event => ({
  type: 'decision_opened',
  task_id: buildDecision(n, '2').task_id,
  decision: {
    ...buildDecision(n, '2'),
    ...(context === undefined ? {} : { context }),
  },
  seq: n,
  at: '2026-01-02T10:00:00.000Z',
});

const finished: Event = {
  type: 'run_finished',
  exit_code: 2,
  completed: 1,
  total: 2,
  landed: false,
  reason: 'only decisions are left',
  seq: 9,
  at: '2026-01-02T10:00:00.000Z',
};

/** The user's command in a folder of its own. */
function inFolder(folder: string, notify: string) {
  const said: string[] = [];
  const layout = { workdir: folder, specPath: '.kiro/specs/demo' };
  const notifier = createRunNotifier(
    {
      edge: createEdge({
        env: { ...process.env, ORCHESTRATION_UNIT: 'of another run' },
        secrets: ['s3cret-value-1234'],
        graceMs: 300,
      }),
      place: { layout },
    } as unknown as Parameters<typeof createRunNotifier>[0],
    { notify, say: (text) => said.push(text) },
  );
  return { notifier, said };
}

test("tells the user's command by its environment alone, what text a spec ever has", async () => {
  const folder = tempFolder();
  const nasty = '\u001b[2J$(touch pwned) `touch pwned`; touch pwned\nmore';
  const { notifier, said } = inFolder(folder, 'env | grep ^ORCH >> told.txt');
  notifier.onEvents([decision(1, `${nasty} s3cret-value-1234`)]);
  await vi.waitFor(() => {
    expect(readFileSync(join(folder, 'told.txt'), 'utf8')).toContain(
      'ORCHESTRATION_SPEC',
    );
  });
  const told = readFileSync(join(folder, 'told.txt'), 'utf8');
  expect(told).toContain('ORCHESTRATION_EVENT=decision_opened\n');
  expect(told).toContain(
    'ORCHESTRATION_TEXT=[2] decision D1: $(touch pwned) `touch pwned`; touch pwned\n',
  );
  expect(told).toContain('ORCHESTRATION_SPEC=.kiro/specs/demo\n');
  expect(told).not.toContain('ORCHESTRATION_EXIT_CODE');
  expect(told).not.toContain('ORCHESTRATION_UNIT');
  notifier.onEvents([finished]);
  await notifier.end();
  const end = readFileSync(join(folder, 'told.txt'), 'utf8').slice(told.length);
  expect(end).toContain('ORCHESTRATION_EVENT=run_finished\n');
  expect(end).toContain('ORCHESTRATION_EXIT_CODE=2\n');
  expect(existsSync(join(folder, 'pwned'))).toBe(false);
  expect(said).toEqual([]);
});

test('a question of any length is told, cut where the system would refuse it', async () => {
  const folder = tempFolder();
  const { notifier, said } = inFolder(
    folder,
    'printf %s "$ORCHESTRATION_TEXT" > told.txt',
  );
  notifier.onEvents([{ ...finished, reason: 'because '.repeat(100_000) }]);
  await notifier.end();
  expect(said).toEqual([]);
  const told = readFileSync(join(folder, 'told.txt'), 'utf8');
  expect(told).toMatch(/^run finished: .*because.*…$/);
});

test('a command that fails is one warning with what it said, and no more', async () => {
  const folder = tempFolder();
  const { notifier, said } = inFolder(folder, 'echo no daemon >&2; exit 3');
  notifier.onEvents([finished]);
  await notifier.end();
  expect(said).toEqual(['notify did not work: exit 3: no daemon']);
});

test('the end of a run is told at once and waited for; what hangs then is ended', async () => {
  const told: Told[] = [];
  let isLate = false;
  const notifier = createNotifier({
    say: () => undefined,
    send: async (notice, signal) => {
      told.push(notice);
      if (notice.type === 'run_finished') return null;
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      isLate = true;
      return null;
    },
  });
  notifier.onEvents([decision(1)]);
  notifier.onEvents([decision(2), decision(3)]);
  notifier.onEvents([finished]);
  expect(told.map(({ type }) => type)).toEqual([
    'decision_opened',
    'run_finished',
  ]);
  await notifier.end();
  await vi.waitFor(() => {
    expect(isLate).toBe(true);
  });
  expect(told).toHaveLength(2);
});

test('decisions that open while one is told are told together', async () => {
  const told: string[] = [];
  const release: (() => void)[] = [];
  const notifier = createNotifier({
    say: () => undefined,
    send: async ({ text }) => {
      told.push(text);
      await new Promise<void>((resolve) => release.push(resolve));
      return null;
    },
  });
  notifier.onEvents([decision(1)]);
  notifier.onEvents([decision(2), decision(3)]);
  notifier.onEvents([decision(4)]);
  release[0]?.();
  await vi.waitFor(() => {
    expect(told).toHaveLength(2);
  });
  expect(told[0]).toContain('decision D1');
  expect(told[1]).toMatch(/decision D2: .* \(and 2 more\)$/);
  await notifier.end();
});

/*
 * How long a slot stands empty: from the exit of an agent's process to the
 * start of the next one, with a thousand trivial units in one shared folder.
 * The loop, the engine, the journal (on disk, synced) and the processes are
 * real; agents are `true`, and the folder is not looked at.
 *
 *   npm run bench:dispatch [-- UNITS JOBS]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openJournal } from '../src/adapters/store/journal.ts';
import { INITIAL_STATE } from '../src/engine/reduce/initial-state.ts';
import { reduce } from '../src/engine/reduce.ts';
import { runLoop } from '../src/loop/run-loop.ts';
import { runId } from '../src/model/ids.ts';
import {
  fakeWorkspace,
  goodAgent,
  loopInput,
  MemorySpec,
} from '../test/helpers/fake-ports.ts';
import { limits } from '../test/helpers/world.ts';

/** What the product promises, at p95. */
const TARGET_MS = 50;

const [size = 1_000, jobs = 4] = process.argv.slice(2).map(Number);
const exits: number[] = [];
const spawns: number[] = [];

const folder = mkdtempSync(join(tmpdir(), 'bench-dispatch-'));
try {
  const state = await run();
  report(state.finished?.completed ?? 0);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function run() {
  const spec = new MemorySpec(
    Array.from(
      { length: size },
      (_, i) =>
        `- [ ] ${i + 1}. Unit ${i + 1}\n  - _Writes: src/${i + 1}.ts_\n`,
    ).join(''),
  );
  const { input } = loopInput({
    spec,
    workspace: { ...fakeWorkspace(), isolation: 'shared' },
    agent: async (request, signal) => {
      spawns.push(performance.now());
      await once(spawn('true', { stdio: 'ignore' }), 'exit');
      exits.push(performance.now());
      return goodAgent(request, signal);
    },
  });
  const { journal } = openJournal({
    path: join(folder, 'journal.ndjson'),
    clock: input.ports.clock,
    guard: () => undefined,
  });
  const started = journal.append([
    {
      type: 'run_started',
      resumed: false,
      run_id: runId('bench'),
      spec_path: 'spec',
      session_name: 'bench',
      isolation: 'shared',
      target_branch: null,
      integration_branch: null,
      base_commit: null,
    },
  ]);
  return runLoop({
    ...input,
    state: started.reduce(reduce, INITIAL_STATE),
    ports: { ...input.ports, journal },
    settings: { ...input.settings, limits: limits({ jobs }) },
  });
}

/** Each exit with the first start after it; the last ones have none. */
function report(completed: number): void {
  let next = 0;
  const gaps = exits.flatMap((exit) => {
    while ((spawns[next] ?? Infinity) < exit) next += 1;
    const start = spawns[next];
    return start === undefined ? [] : [start - exit];
  });
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const p95 = at(0.95);
  console.log(
    `${completed} of ${size} units, ${jobs} jobs, ${exits.length} agents: exit to next start p50 ${at(0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, max ${at(1).toFixed(1)} ms (target ${TARGET_MS} ms at p95)`,
  );
  if (completed !== size || p95 > TARGET_MS) process.exitCode = 1;
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEdge } from '../../src/adapters/process/edge.ts';
import { createChecks } from '../../src/adapters/process/run-check.ts';
import { runLoop } from '../../src/loop/run-loop.ts';
import type { Isolation } from '../../src/model/event.ts';
import type { State } from '../../src/model/state.ts';
import type { AgentRequest } from '../../src/ports/agents.ts';
import { factsOf, type Scratch } from '../adapters/workspace/repository.ts';
import {
  goodAgent,
  loopInput,
  MemoryJournal,
  MemorySpec,
} from '../helpers/fake-ports.ts';

/** What an agent does to the files of its folder, by `<unit>/<role>`. */
export type Work = Readonly<
  Record<string, (folder: Folder) => void | Promise<void>>
>;

/** The folder an agent works in. */
export class Folder {
  readonly #cwd: string;

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  read(path: string): string {
    const file = join(this.#cwd, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : 'nothing\n';
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.#cwd, path), text);
  }
}

/** The loop over a real repository, with real checks and agents that only write. */
export async function play(
  repo: Scratch,
  options: {
    readonly spec: string;
    readonly work: Work;
    readonly check: string;
    readonly isolation?: Isolation;
    /** Told whenever a check begins. */
    readonly onCheck?: () => void;
  },
): Promise<State> {
  const { isolation = 'worktree', onCheck } = options;
  const workspace = await repo.open({ isolation });
  const journal = new MemoryJournal();
  journal.append([
    { type: 'run_started', resumed: false, ...factsOf(workspace) },
  ]);
  const { input } = loopInput({
    spec: new MemorySpec(options.spec),
    journal,
    workspace,
    agent: async (request: AgentRequest, signal) => {
      const step = options.work[`${request.task_id}/${request.role}`];
      await step?.(new Folder(request.cwd));
      return goodAgent(request, signal);
    },
  });
  const checks = createChecks({
    edge: createEdge({ env: process.env, graceMs: 300 }),
    attemptsDir: join(repo.root, 'attempts'),
    run_id: 'run',
    spec_path: 'spec',
  });
  const test = {
    name: 'test',
    run: options.check,
    timeoutMs: 60_000,
    resources: [],
    junit: null,
  };
  return runLoop({
    ...input,
    ports: {
      ...input.ports,
      checks: {
        run: (one, request) => {
          onCheck?.();
          return checks.run(one, request);
        },
      },
    },
    settings: {
      ...input.settings,
      checks: [test],
      limits: { ...input.settings.limits, hasChecks: true },
    },
    listener: { ...input.listener, onWarning: () => undefined },
  });
}

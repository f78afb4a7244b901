import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createAgents } from '../../../src/adapters/agents/create-agents.ts';
import { createAgentProcesses } from '../../../src/adapters/process/create-processes.ts';
import { createEdge } from '../../../src/adapters/process/edge.ts';
import type { AgentConfig } from '../../../src/model/config.ts';
import type {
  Activity,
  AgentRequest,
  AgentResult,
} from '../../../src/ports/agents.ts';

export type FakeOptions = {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly config?: Readonly<Record<string, AgentConfig>>;
  readonly idleMs?: number;
};

export type CallOptions = Partial<AgentRequest> & {
  readonly signal?: AbortSignal;
  readonly onActivity?: (activity: Activity) => void;
};

const SCHEMA = { type: 'object', required: [], properties: {} };

/** A PATH of fake CLIs, one executable each, and the agents that call them. */
export class Fakes implements Disposable {
  readonly dir = mkdtempSync('/tmp/fakes-');
  readonly #options: FakeOptions;
  #count = 0;

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    mkdirSync(this.path('bin'));
    mkdirSync(this.path('work'));
  }

  path(...names: readonly string[]): string {
    return join(this.dir, ...names);
  }

  read(...names: readonly string[]): string {
    return readFileSync(this.path(...names), 'utf8');
  }

  /** Puts an executable on PATH whose body is shell. */
  shell(name: string, body: string): void {
    this.#write(name, `#!/bin/sh\n${body}\n`);
  }

  /** Puts one on PATH whose body is JavaScript; \`say(event)\` prints a line. */
  node(name: string, body: string): void {
    this.#write(
      name,
      `#!${process.execPath}\nconst say = (event) => process.stdout.write(JSON.stringify(event) + '\\n');\n${body}\n`,
    );
  }

  agents() {
    const env = {
      ...process.env,
      ...this.#options.env,
      PATH: `${this.path('bin')}:/usr/bin:/bin`,
    };
    const { idleMs } = this.#options;
    return createAgents({
      processes: createAgentProcesses(createEdge({ env, graceMs: 300 })),
      attemptsDir: this.path('attempts'),
      env,
      config: this.#options.config ?? {},
      schemas: {
        ...{ assignment: SCHEMA, report: SCHEMA },
        ...{ verdict: SCHEMA, orchestrate: SCHEMA },
      },
      ...(idleMs === undefined ? {} : { idleMs, toolIdleMs: idleMs }),
    });
  }

  call(backend: string, options: CallOptions = {}): Promise<AgentResult> {
    const { signal, onActivity, ...request } = options;
    this.#count += 1;
    return this.agents().run(
      {
        backend,
        role: 'implement',
        task_id: '2.1',
        n: 1,
        run_id: 'run-1',
        spec_path: '.kiro/specs/x',
        mark: `mark-${this.dir.split('-').at(-1) ?? ''}-${this.#count}`,
        cwd: this.path('work'),
        prompt: 'Do it.\n',
        answer: 'report',
        session_id: null,
        log_name: `2.1-implement-${this.#count}`,
        timeoutMs: 60_000,
        ...request,
      },
      {
        signal: signal ?? new AbortController().signal,
        onActivity: onActivity ?? (() => undefined),
      },
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  #write(name: string, text: string): void {
    writeFileSync(this.path('bin', name), text);
    chmodSync(this.path('bin', name), 0o755);
  }
}

/** JavaScript of a codex that says this and is done. */
export const codexSays = (text: string): string => `
say({type: 'thread.started', thread_id: 't-1'});
say({type: 'item.completed', item: {id: 'i', type: 'agent_message', text: ${JSON.stringify(text)}}});
say({type: 'turn.completed', usage: {input_tokens: 10, cached_input_tokens: 4, output_tokens: 2}});
`;

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createAgentProcesses } from '../../../src/adapters/process/create-processes.ts';
import {
  createEdge,
  type Edge,
  type EdgeOptions,
} from '../../../src/adapters/process/edge.ts';
import type {
  AgentCommand,
  AgentProcessEnd,
  AgentWatcher,
  ProcessIdentity,
} from '../../../src/ports/agent-processes.ts';

/** Pids of live processes whose environment names the mark, looked up by other means than the program's own. */
export const aliveWith = (mark: string): readonly number[] =>
  aliveWhere((entry) => entry === `ORCHESTRATION_MARK=${mark}`);

/** The same, of all marks that begin like this. */
export const aliveWithPrefix = (prefix: string): readonly number[] =>
  aliveWhere((entry) => entry.startsWith(`ORCHESTRATION_MARK=${prefix}`));

const aliveWhere = (isMark: (entry: string) => boolean): readonly number[] => {
  if (process.platform !== 'linux')
    return execFileSync('/bin/ps', ['-Aww', '-E', '-o', 'pid=,command='], {
      encoding: 'utf8',
    })
      .split('\n')
      .filter((line) => line.split(' ').some(isMark))
      .map((line) => Number.parseInt(line, 10));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1')
          .split('\0')
          .some(isMark);
      } catch {
        // It ended between the two looks, or is not ours.
        return false;
      }
    })
    .map(Number);
};

/** Whether a process is there and no zombie. */
export const isAlive = (pid: number): boolean => {
  try {
    return !/^\s*Z/.test(
      execFileSync('/bin/ps', ['-o', 'stat=', '-p', String(pid)], {
        encoding: 'utf8',
      }),
    );
  } catch {
    // There is none: ps says so by its exit code.
    return false;
  }
};

export type RunOptions = Partial<AgentCommand> &
  Partial<AgentWatcher> & {
    readonly signal?: AbortSignal;
    readonly onProcess?: (process: ProcessIdentity) => void;
  };

/** A folder with fake programs in it, and the process edge to run them. */
export class Stage implements Disposable {
  readonly dir = mkdtempSync('/tmp/stage-');
  readonly lines: string[] = [];
  readonly #edge: Edge;
  #count = 0;

  constructor(options: Partial<EdgeOptions> = {}) {
    this.#edge = createEdge({ env: process.env, graceMs: 300, ...options });
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** Writes an executable; one that begins with `#!` says itself what runs it. */
  program(name: string, body: string): string {
    const path = this.path(name);
    writeFileSync(path, body.startsWith('#!') ? body : `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  node(name: string, body: string): string {
    return this.program(name, `#!${process.execPath}\n${body}\n`);
  }

  mark(): string {
    this.#count += 1;
    return `mark-${this.dir.split('-').at(-1) ?? ''}-${this.#count}`;
  }

  /** One for all that runs here, as one run has one. */
  edge(): Edge {
    return this.#edge;
  }

  async run(file: string, options: RunOptions = {}): Promise<AgentProcessEnd> {
    const input = this.path('input');
    writeFileSync(input, 'the prompt\n');
    return createAgentProcesses(this.edge()).run(
      {
        file,
        args: [],
        cwd: this.dir,
        mark: this.mark(),
        environment: { own_keys: [], set: {} },
        inputFile: input,
        logFolder: this.dir,
        timeoutMs: 60_000,
        idleMs: 60_000,
        toolIdleMs: 60_000,
        ...options,
      },
      {
        signal: options.signal ?? new AbortController().signal,
        onLine: options.onLine ?? ((line) => this.lines.push(line)),
        onErrorLine: options.onErrorLine ?? (() => undefined),
        phase: options.phase ?? (() => 'working'),
        onProcess: options.onProcess ?? (() => undefined),
      },
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import {
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const BIN = join(ROOT, 'dist/bin.js');

/** What one start of the program came to. */
export type Ended = {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A start that has not ended yet. */
export type Started = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
};

/** Two independent units, one that needs both, and one after that. */
export const SPEC = `# Implementation Plan

- [ ] 1. First
  - [ ] 1.1 One half
  - [ ] 1.2 The other half
  - _writes: out/1.txt_
- [ ] 2. Second
  - _writes: out/2.txt_
- [ ] 3. Third
  - _Depends: 1, 2_
  - _writes: out/3.txt_
- [ ] 4. Fourth
  - _Depends: 3_
  - _writes: out/4.txt_
`;

/** A folder with a spec, scripted agents on PATH, and a home of its own. */
export class Ground implements Disposable {
  readonly #dir: string;
  readonly repo: string;
  readonly spec = '.kiro/specs/thing';

  constructor(
    options: { git?: boolean; spec?: string; agents?: string[] } = {},
  ) {
    this.#dir = realpathSync(mkdtempSync(join(tmpdir(), 'ol-e2e-')));
    this.repo = join(this.#dir, 'repo');
    for (const folder of ['home', 'cache', 'bin', 'tmp']) {
      mkdirSync(join(this.#dir, folder));
    }
    this.write(`${this.spec}/tasks.md`, options.spec ?? SPEC);
    this.write('README.md', '# Thing\n');
    for (const name of options.agents ?? ['codex']) {
      const agent = join(this.#dir, 'bin', name);
      copyFileSync(join(ROOT, 'test/fixtures/agents/codex'), agent);
      chmodSync(agent, 0o755);
    }
    writeFileSync(join(this.#dir, 'bin/package.json'), '{"type":"module"}');
    if (options.git !== false) {
      this.git('init', '--quiet', '--initial-branch=main');
      this.git('add', '--all');
      this.git('commit', '--quiet', '--message=Start');
    }
  }

  get env(): NodeJS.ProcessEnv {
    return {
      PATH: [join(this.#dir, 'bin'), process.env['PATH']].join(delimiter),
      HOME: join(this.#dir, 'home'),
      XDG_CACHE_HOME: join(this.#dir, 'cache'),
      TMPDIR: join(this.#dir, 'tmp'),
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      E2E_LOG: this.log,
      E2E_SCRIPT: join(this.#dir, 'script.json'),
    };
  }

  /** First on PATH: what lies here is found before anything else. */
  get bin(): string {
    return join(this.#dir, 'bin');
  }

  /** One line when an agent starts, one when it has answered. */
  get log(): string {
    return join(this.#dir, 'calls.log');
  }

  calls(): readonly string[] {
    if (!existsSync(this.log)) return [];
    return readFileSync(this.log, 'utf8').trimEnd().split('\n');
  }

  /** What agents do besides their default, by `<unit>/<role>-<n>` or `<unit>/<role>`. */
  script(steps: Readonly<Record<string, object>>): void {
    writeFileSync(join(this.#dir, 'script.json'), JSON.stringify(steps));
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.repo, path)), { recursive: true });
    writeFileSync(join(this.repo, path), content);
  }

  read(path: string): string {
    return readFileSync(join(this.repo, path), 'utf8');
  }

  /** Every file of the repository but git's own, sorted. */
  files(): readonly string[] {
    return readdirSync(this.repo, { recursive: true, encoding: 'utf8' })
      .filter((path) => !path.startsWith('.git/') && path !== '.git')
      .toSorted();
  }

  git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.com'];
    return execFileSync('git', [...identity, ...args], {
      cwd: this.repo,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: join(this.#dir, 'home') },
    });
  }

  /** Starts the built program in the repository. */
  start(...args: readonly string[]): Started {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: this.repo,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode, signal) => {
        resolve({ exitCode, signal, stdout, stderr });
      });
    });
    return { child, ended };
  }

  run(...args: readonly string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** The run of the spec, with what most tests want. */
  go(...flags: readonly string[]): Promise<Ended> {
    return this.run('--spec', this.spec, '--assign-backend', 'none', ...flags);
  }

  /** Resolves when an agent has written this line to the log. */
  async sees(line: string): Promise<void> {
    if (this.calls().includes(line)) return;
    const abort = new AbortController();
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.calls().includes(line)) resolve();
      };
      watch(dirname(this.log), { signal: abort.signal }, look);
      look();
    });
    abort.abort();
  }

  [Symbol.dispose](): void {
    rmSync(this.#dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Ids of the units that have a commit on the branch, in order. */
export const unitsOn = (ground: Ground, branch: string): readonly string[] =>
  ground
    .git(
      'log',
      '--reverse',
      '--format=%(trailers:key=Orchestration-Unit,valueonly,separator=%x2C)',
      branch,
    )
    .split('\n')
    .filter((line) => line !== '');

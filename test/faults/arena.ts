import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Isolation } from '../../src/model/event.ts';

const ROOT = process.cwd();
const HERE = join(ROOT, 'test/faults');

/** The program as the tests build it. */
export const BUILT = join(ROOT, 'dist/bin.js');

/** Where a start of the program is to be killed: see kill-at.mjs. */
export type Kill =
  | {
      readonly at: 'journal';
      readonly n: number;
      readonly how: WriteHow;
    }
  | {
      readonly at: 'event';
      readonly type: string;
      readonly n: number;
      /** `fail`: it is not killed, but the disk refuses. */
      readonly how: WriteHow | 'fail';
    }
  | {
      readonly at: 'child';
      readonly n: number;
      readonly how: 'start' | 'end';
      /** Counts those of this name alone (`git merge`). */
      readonly name?: string;
      /** Counts from the journal write that has this text on. */
      readonly since?: string;
    }
  | {
      readonly at: 'file';
      readonly name: string;
      readonly n: number;
      readonly how: 'torn' | 'unsynced' | 'renamed';
    }
  | { readonly at: 'time'; readonly ms: number };

/** The moments of one write of the journal. */
export const WRITE_HOWS = ['before', 'torn', 'after'] as const;
export type WriteHow = (typeof WRITE_HOWS)[number];

/** What one start of the program came to. */
export type Ended = {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
};

/** A start that may not have ended yet. */
export type Started = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
};

/** A spec, and which of its units go wrong at first. */
type Course = {
  readonly text: string;
  readonly units: readonly string[];
  readonly broken: string;
  readonly flaw: string;
};

/*
 *   1 ──▶ 2 (fails its check) ──▶ 4 (two reviewers) ──▶ 7
 *     └─▶ 3 (has a flaw) ──────┘                        ▲
 *   5 (list) · 6 (the same list) ───────────────────────┘
 */
const WHOLE = `# Implementation Plan

- [ ] 1. Base
  - _writes: out/1.txt_
- [ ] 2. Left
  - _Depends: 1_
  - _writes: out/2.txt_
- [ ] 3. Right
  - _Depends: 1_
  - _writes: out/3.txt_
- [ ] 4. Join the login
  - _Depends: 2, 3_
  - _writes: out/4.txt_
- [ ] 5. List
  - _writes: out/5.txt, out/list.txt_
- [ ] 6. The same list
  - _writes: out/6.txt_
- [ ] 7. Last
  - _Depends: 4, 6_
  - _writes: out/7.txt_
`;

/*
 *   1 (two reviewers see a flaw) ──▶ 2 (fails its check)
 *   5 (list) · 6 (the same list)
 */
const SHORT = `# Implementation Plan

- [ ] 1. Base of the login
  - _writes: out/1.txt_
- [ ] 2. Left
  - _Depends: 1_
  - _writes: out/2.txt_
- [ ] 5. List
  - _writes: out/5.txt, out/list.txt_
- [ ] 6. The same list
  - _writes: out/6.txt_
`;

/** Everything that can happen; the short one where many runs are needed. */
const COURSES = {
  whole: {
    text: WHOLE,
    units: ['1', '2', '3', '4', '5', '6', '7'],
    broken: '2',
    flaw: '3',
  },
  short: { text: SHORT, units: ['1', '2', '5', '6'], broken: '2', flaw: '1' },
} as const satisfies Record<string, Course>;
export type CourseName = keyof typeof COURSES;

export type ArenaOptions = {
  readonly mode: Isolation;
  readonly bin?: string | undefined;
  readonly course?: CourseName | undefined;
};

/** The unit's own file alone: in a shared folder the others' may be half done. */
const CHECK = `file=out/$ORCHESTRATION_UNIT.txt
if [ -e "$file" ]; then ! grep -q BROKEN "$file"; else true; fi
`;

/** A project with a diamond, a fix, a flaw and a conflict, and agents that write down what they see. */
export class Arena implements Disposable {
  readonly dir: string;
  readonly repo: string;
  readonly mode: Isolation;
  readonly #bin: string;
  readonly #course: Course;

  constructor(options: ArenaOptions) {
    this.mode = options.mode;
    this.#bin = options.bin ?? BUILT;
    this.#course = COURSES[options.course ?? 'whole'];
    this.dir = realpathSync(mkdtempSync(join(tmpdir(), 'ol-f-')));
    this.repo = join(this.dir, 'repo');
    for (const folder of ['home', 'cache', 'bin', 'tmp', 'busy'])
      mkdirSync(join(this.dir, folder));
    this.write('.kiro/specs/thing/tasks.md', this.#course.text);
    this.write('check.sh', CHECK);
    this.write('README.md', '# Thing\n');
    const agent = join(this.dir, 'bin/codex');
    copyFileSync(join(HERE, 'agent.sh'), agent);
    chmodSync(agent, 0o755);
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message=Start');
  }

  /** Every unit of the spec. */
  get units(): readonly string[] {
    return this.#course.units;
  }

  get orchestration(): string {
    return join(this.repo, '.orchestration/thing');
  }

  get journal(): string {
    return join(this.orchestration, 'journal.ndjson');
  }

  get state(): string {
    return join(this.repo, '.kiro/specs/AGENT_STATE.json');
  }

  get log(): string {
    return join(this.dir, 'calls.log');
  }

  /** One line when an agent starts, one when it has answered. */
  calls(): readonly string[] {
    if (!existsSync(this.log)) return [];
    return readFileSync(this.log, 'utf8').trimEnd().split('\n');
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.repo, path)), { recursive: true });
    writeFileSync(join(this.repo, path), content);
  }

  remove(path: string): void {
    rmSync(join(this.repo, path));
  }

  git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.com'];
    return execFileSync('git', [...identity, ...args], {
      cwd: this.repo,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: join(this.dir, 'home') },
    });
  }

  /** Starts any command of the program in the repository. */
  start(
    args: readonly string[],
    options: { readonly kill?: Kill; readonly env?: NodeJS.ProcessEnv } = {},
  ): Started {
    const child = spawn(
      process.execPath,
      ['--import', join(HERE, 'kill-at.mjs'), this.#bin, ...args],
      {
        cwd: this.repo,
        env: { ...this.#env(options.kill), ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject);
      // Not `close`: an agent that outlives a killed runner must not delay the next start.
      child.on('exit', (exitCode, signal) => {
        setImmediate(() => {
          resolve({ exitCode, signal, output });
        });
      });
    });
    return { child, ended };
  }

  /** Starts the run, or goes on with it. */
  go(
    options: {
      readonly kill?: Kill;
      readonly env?: NodeJS.ProcessEnv;
      readonly flags?: readonly string[];
    } = {},
  ): Started {
    return this.start(
      [
        ...['--spec', '.kiro/specs/thing', '--assign-backend', 'none'],
        ...['--isolation', this.mode, '--jobs', '3'],
        ...['--check', 'sh check.sh'],
        ...(options.flags ?? []),
      ],
      options,
    );
  }

  /** Where a start notes what it writes and starts, given `FAULTS_TRACE`. */
  get trace(): string {
    return join(this.dir, 'trace');
  }

  /** Where the last start was killed, in the words of kill-at.mjs; null = it was not. */
  killedAt(): string | null {
    const note = join(this.dir, 'killed');
    if (!existsSync(note)) return null;
    const text = readFileSync(note, 'utf8').trim();
    rmSync(note);
    return text;
  }

  #env(kill: Kill | undefined): NodeJS.ProcessEnv {
    return {
      PATH: [join(this.dir, 'bin'), process.env['PATH']].join(delimiter),
      HOME: join(this.dir, 'home'),
      XDG_CACHE_HOME: join(this.dir, 'cache'),
      TMPDIR: join(this.dir, 'tmp'),
      LANG: 'C.UTF-8',
      FAULTS_LOG: this.log,
      FAULTS_BUSY: join(this.dir, 'busy'),
      FAULTS_MODE: this.mode,
      FAULTS_BROKEN: this.#course.broken,
      FAULTS_FLAW: this.#course.flaw,
      FAULTS_REPO: this.repo,
      FAULTS_NOTE: join(this.dir, 'killed'),
      ...(kill === undefined ? {} : { FAULTS_KILL: JSON.stringify(kill) }),
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

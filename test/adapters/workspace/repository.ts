import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openWorkspace } from '../../../src/adapters/workspace/open-workspace.ts';
import type { WorkspaceOptions } from '../../../src/adapters/workspace/options.ts';
import type { Evidence } from '../../../src/model/attempt.ts';
import type { RunFacts } from '../../../src/model/event.ts';
import { runId, taskId } from '../../../src/model/ids.ts';
import type {
  CaptureRequest,
  Integration,
  PrepareRequest,
  Prepared,
  Workspace,
} from '../../../src/ports/workspace.ts';
import { runProcess } from '../../helpers/run-process.ts';

/** The environment of the tests' git: nothing of the machine's own. */
const cleanEnv = (home: string): Record<string, string | undefined> => ({
  ...Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /^(GIT_|XDG_)/.test(name))
      .map((name) => [name, undefined]),
  ),
  PATH: process.env['PATH'],
  HOME: home,
  GIT_CONFIG_NOSYSTEM: '1',
});

/** A folder that goes away with the test. */
export const temporaryFolder = (): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** From the verb on. */
const withoutFlags = (args: readonly string[]): string[] => {
  const start = args.findIndex(
    (arg, i) => !arg.startsWith('-') && args[i - 1] !== '-c',
  );
  return args.slice(start);
};

/** A scratch git repository with a spec, and the options to open it. */
export class Scratch {
  readonly root = temporaryFolder();
  readonly top = join(this.root, 'repo');
  readonly cache = join(this.root, 'cache');
  readonly env = cleanEnv(join(this.root, 'home'));
  /** Arguments of every git call the adapter made. */
  readonly calls: string[][] = [];

  constructor() {
    mkdirSync(this.env['HOME'] ?? '');
    mkdirSync(this.top);
    this.git('init', '-q', '-b', 'main');
    this.git('config', 'user.name', 'A Person');
    this.git('config', 'user.email', 'person@example.org');
  }

  git(...args: string[]): string {
    return this.gitIn(this.top, ...args);
  }

  gitIn(cwd: string, ...args: string[]): string {
    return execFileSync('git', args, {
      cwd,
      env: this.env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();
  }

  write(files: Record<string, string>, folder = this.top): this {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return this;
  }

  commit(files: Record<string, string>): string {
    this.write(files).git('add', '-A');
    this.git('commit', '-qm', 'change');
    return this.git('rev-parse', 'HEAD');
  }

  options(changes: Partial<WorkspaceOptions> = {}): WorkspaceOptions {
    return {
      workdir: this.top,
      specPath: '.kiro/specs/demo',
      slug: 'demo',
      outputDir: join(this.top, '.kiro/specs'),
      stateFiles: ['AGENT_STATE.json', 'TASKS_PARSED.json', 'PROJECT_PULSE.md'],
      isolation: null,
      worktreesDir: this.cache,
      setup: [],
      keep: ['node_modules', '.pnpm-store', '.npm', '.yarn/cache'],
      seed: [],
      link: [],
      copy: [],
      minFreeBytes: 0,
      sign: false,
      allowDirty: false,
      resumed: null,
      noLand: false,
      env: this.env,
      lockWaitMs: 300,
      runUserCommand: async (command, cwd) => {
        const { exitCode, stdout, stderr } = await runProcess(
          '/bin/sh',
          ['-c', command],
          { cwd },
        );
        return { exitCode: exitCode ?? 1, output: stdout + stderr };
      },
      execGit: (file, args, options) => {
        this.calls.push(withoutFlags(args));
        return runProcess(file, args, options);
      },
      ...changes,
    };
  }

  open(changes: Partial<WorkspaceOptions> = {}): Promise<Workspace> {
    return openWorkspace(this.options(changes));
  }

  /** Opens the run again, as after the death of the program. */
  reopen(
    workspace: Workspace,
    changes: Partial<WorkspaceOptions> = {},
  ): Promise<Workspace> {
    return this.open({ resumed: factsOf(workspace), ...changes });
  }

  ref(name: string): string | null {
    try {
      return this.git('rev-parse', '--verify', '-q', name);
    } catch {
      return null;
    }
  }

  show(object: string): string {
    return this.git('show', object);
  }
}

/** What the journal would hold of an opened run. */
export const factsOf = (workspace: Workspace): RunFacts => ({
  run_id: runId('run'),
  spec_path: '.kiro/specs/demo',
  session_name: 'test',
  isolation: workspace.isolation,
  target_branch: workspace.target_branch,
  integration_branch: workspace.integration_branch,
  base_commit: workspace.base_commit,
});

/** A repository with two source files, a spec and one commit. */
export const scratch = (): Scratch => {
  const repo = new Scratch();
  repo.commit({
    'src/a.ts': 'a\n',
    'src/b.ts': 'b\n',
    '.gitignore': 'node_modules/\ndist/\n*.log\n',
    '.kiro/specs/demo/tasks.md': '- [ ] 1. One\n- [ ] 2. Two\n',
  });
  return repo;
};

const signal = new AbortController().signal;

/** Prepares and expects it to work. */
export const prepare = async (
  workspace: Workspace,
  unit: string,
  options: Partial<PrepareRequest> = {},
): Promise<Prepared> => {
  const prepared = await workspace.prepare(
    { task_id: taskId(unit), from: 'fresh', evidence: null, ...options },
    { signal },
  );
  if (!prepared.ok) throw new Error(prepared.error.message);
  return prepared.value;
};

export const capture = (
  workspace: Workspace,
  unit: string,
  options: Partial<CaptureRequest> = {},
): Promise<Evidence> =>
  workspace.capture({
    task_id: taskId(unit),
    role: 'implement',
    n: 1,
    base: null,
    writes: [],
    ...options,
  });

export const integrate = (
  workspace: Workspace,
  unit: string,
  evidence: Evidence,
): Promise<Integration> =>
  workspace.integrate({
    task_id: taskId(unit),
    evidence,
    attempt: `${unit}/implement-1`,
    title: `Unit ${unit}`,
    requirements: ['1.1', '2.3'],
  });

/** Integrates and accepts; returns the commit. */
export const accept = async (
  workspace: Workspace,
  unit: string,
  evidence: Evidence,
): Promise<string | null> => {
  const candidate = await integrate(workspace, unit, evidence);
  if (candidate.type !== 'candidate')
    throw new Error(`not a candidate: ${JSON.stringify(candidate)}`);
  await candidate.accept();
  return candidate.commit;
};

/** A whole unit: prepare, write, capture, accept, release. */
export const doUnit = async (
  workspace: Workspace,
  unit: string,
  files: Record<string, string>,
): Promise<{ evidence: Evidence; commit: string | null }> => {
  const { cwd } = await prepare(workspace, unit);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  const evidence = await capture(workspace, unit);
  const commit = await accept(workspace, unit, evidence);
  await workspace.release(taskId(unit));
  return { evidence, commit };
};

export const green = { check: async (): Promise<boolean> => true };

export const read = (...parts: string[]): string | null => {
  const file = join(...parts);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
};

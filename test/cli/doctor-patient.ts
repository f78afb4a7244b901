import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { DoctorReport } from '../../src/report/doctor/doctor-data.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { runCli, type CliResult } from './run-cli.ts';

/** What `--version` of each CLI prints at the version that was measured. */
const VERSIONS = {
  codex: 'codex-cli 0.169.0',
  gemini: '0.61.0',
  claude: '2.1.197 (Claude Code)',
  opencode: '1.18.33',
} as const;

const KEYS = { CODEX_API_KEY: 'hidden-value-1', GEMINI_API_KEY: 'hidden-2' };

export type PatientOptions = {
  readonly agents?: readonly (keyof typeof VERSIONS)[];
  readonly env?: Readonly<Record<string, string>>;
  readonly git?: boolean;
};

/** A machine of its own: a PATH of fake CLIs and the real git, a home, a repository. */
export class Patient {
  readonly dir = tempFolder();
  readonly workdir = join(this.dir, 'work');
  readonly home = join(this.dir, 'home');
  readonly cache = join(this.dir, 'cache');
  readonly #env: Readonly<Record<string, string>>;

  constructor(options: PatientOptions = {}) {
    for (const name of ['work', 'home', 'bin'])
      mkdirSync(join(this.dir, name), { recursive: true });
    this.#env = options.env ?? KEYS;
    symlinkSync(realGit(), join(this.dir, 'bin/git'));
    for (const name of options.agents ?? (['codex', 'gemini'] as const))
      this.install(name, `echo "${VERSIONS[name]}"`);
    if (options.git === false) return;
    this.git('init', '--quiet', '--initial-branch=main');
    this.write('README.md', '# Thing\n');
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message=Start');
  }

  get env(): NodeJS.ProcessEnv {
    return {
      ...this.#env,
      PATH: join(this.dir, 'bin'),
      HOME: this.home,
      XDG_CACHE_HOME: this.cache,
      GIT_CONFIG_NOSYSTEM: '1',
    };
  }

  /** Puts an executable of shell on its PATH. */
  install(name: string, body: string): string {
    return this.installText(name, `#!/bin/sh\n${body}\n`);
  }

  installText(name: string, text: string): string {
    const path = join(this.dir, 'bin', name);
    writeFileSync(`${path}.new`, text);
    chmodSync(`${path}.new`, 0o755);
    execFileSync('mv', ['-f', `${path}.new`, path]);
    return path;
  }

  write(path: string, text: string): string {
    const file = join(this.workdir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  config(config: unknown): void {
    this.write('orchestration.config.json', JSON.stringify(config));
  }

  git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org'];
    return execFileSync(realGit(), [...identity, ...args], {
      cwd: this.workdir,
      env: this.env,
      encoding: 'utf8',
    });
  }

  examine(...argv: readonly string[]): Promise<CliResult> {
    return runCli(['doctor', '--workdir', this.workdir, ...argv], {
      env: this.env,
      cwd: this.dir,
    });
  }

  /** The report, and the exit code that goes with it. */
  async report(
    ...argv: readonly string[]
  ): Promise<DoctorReport & { readonly exitCode: number }> {
    const { stdout, exitCode } = await this.examine('--json', ...argv);
    return { ...(JSON.parse(stdout) as DoctorReport), exitCode };
  }

  /** Everything below the workdir, the home and the cache, by content. */
  files(): readonly string[] {
    return ['work', 'home', 'cache'].flatMap((name) =>
      list(join(this.dir, name)),
    );
  }
}

function list(path: string): readonly string[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory())
    return [`${path} ${stat.mtimeMs} ${readFileSync(path, 'base64')}`];
  const below = readdirSync(path).flatMap((name) => list(join(path, name)));
  return [`${path} ${stat.mtimeMs}`, ...below];
}

/** The tests' own PATH has one; the patient's has nothing but what it is given. */
function realGit(): string {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'git');
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return path;
  }
  throw new Error('no git on PATH');
}

/** Shell of a git that answers `version` by itself and is real in all else. */
export const gitThat = (body: string): string =>
  `${body}\nexec '${realGit()}' "$@"`;

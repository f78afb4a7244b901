import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { tempFolder } from '../helpers/temp-folder.ts';
import { runCli, type CliResult } from './run-cli.ts';

/** A project, a home beside it, and a PATH on which chosen CLIs are. */
export class InstallGround {
  readonly #dir = tempFolder();
  readonly project = join(this.#dir, 'project');
  readonly home = join(this.#dir, 'home');
  readonly elsewhere = join(this.#dir, 'elsewhere');
  /** Variables on top of HOME and PATH. */
  env: NodeJS.ProcessEnv = {};
  /** The folder of the project that it is started in. */
  from = '.';

  constructor(onPath: readonly string[] = []) {
    for (const folder of [this.project, this.home, this.elsewhere, this.#bin]) {
      mkdirSync(folder);
    }
    mkdirSync(join(this.project, '.git'));
    for (const name of onPath) {
      writeFileSync(join(this.#bin, name), '');
      chmodSync(join(this.#bin, name), 0o755);
    }
  }

  get #bin(): string {
    return join(this.#dir, 'bin');
  }

  /** `install` with these flags, where nobody can be asked. */
  install(...flags: readonly string[]): Promise<CliResult> {
    return runCli(['install', ...flags], this.#io);
  }

  /** The same in a terminal, with one answer for whatever is asked; what was said there is stderr. */
  async installAnswering(
    answer: 'y' | 'n',
    ...flags: readonly string[]
  ): Promise<CliResult> {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const stderr = Object.assign(new PassThrough(), { isTTY: true });
    let said = '';
    stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (chunk.includes('[y/N]')) stdin.write(`${answer}\n`);
    });
    const result = await runCli(['install', ...flags], {
      ...this.#io,
      stdin: stdin as unknown as ReadStream,
      stderr,
    });
    return { ...result, stderr: said };
  }

  write(path: string, content: string): void {
    const file = join(this.project, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  read(path: string): string {
    return readFileSync(join(this.project, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.project, path));
  }

  /** Files below a folder, sorted; of the project without git's. */
  files(folder: string = this.project): readonly string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => path.slice(folder.length + 1))
      .toSorted();
  }

  get #io(): { readonly env: NodeJS.ProcessEnv; readonly cwd: string } {
    const env = { HOME: this.home, PATH: this.#bin, ...this.env };
    return { env, cwd: join(this.project, this.from) };
  }
}

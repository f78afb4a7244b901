import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  makePrivateFolder,
  readIfThere,
  writeWholeSync,
} from './file-system.ts';

/** How many versions are remembered; an older one is compared like any edit. */
const KEPT = 1000;
const TRIM_ABOVE = 2 * KEPT;

/** The SHA-256 of a text, as hex. */
export const hashOf = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');

/**
 * The hashes of the versions of AGENT_STATE.json that were written by the
 * program, one a line: any other version was edited. It is not synced: a hash
 * that a power cut takes away only means that a version is compared in vain.
 */
export class StateHashes {
  readonly #path: string;
  readonly #known: Set<string>;

  constructor(path: string) {
    this.#path = path;
    const lines = readIfThere(path)?.toString('latin1').split('\n') ?? [];
    this.#known = new Set(lines.filter((line) => /^[\da-f]{64}$/.test(line)));
  }

  has(hash: string): boolean {
    return this.#known.has(hash);
  }

  /** Called before the version is written, so that no version of ours is unknown. */
  add(hash: string): void {
    if (this.#known.has(hash)) return;
    this.#known.add(hash);
    if (this.#known.size > TRIM_ABOVE) this.#trim();
    else {
      makePrivateFolder(dirname(this.#path));
      appendFileSync(this.#path, `${hash}\n`, { mode: 0o600 });
    }
  }

  #trim(): void {
    const kept = [...this.#known].slice(-KEPT);
    this.#known.clear();
    for (const hash of kept) this.#known.add(hash);
    writeWholeSync(this.#path, `${kept.join('\n')}\n`);
  }
}

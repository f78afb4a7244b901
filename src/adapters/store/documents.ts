import { copyFileSync, constants, statSync, type BigIntStats } from 'node:fs';
import { plusMs } from '../../lib/iso-time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DocumentName, Documents } from '../../ports/documents.ts';
import { hasCode, readIfThere, writeWhole } from './file-system.ts';
import { hashOf, type StateHashes } from './state-hashes.ts';

/** Four whole writes a second are as much as anybody can read. */
const PAUSE_MS = 250;

export type DocumentsOptions = {
  readonly paths: Readonly<Record<DocumentName, string>>;
  readonly clock: Clock;
  readonly hashes: StateHashes;
  /** Called before each write; throws where the lock is no longer held. */
  readonly guard: () => void;
  /** Somebody wrote AGENT_STATE.json during the run; their version is kept at this path. */
  readonly onEdited: (keptAs: string) => void;
  /** A write failed; what was to be written is tried again with the next one. */
  readonly onProblem: (error: unknown) => void;
};

/** The documents' files. */
export class FileDocuments implements Documents {
  readonly #slots: Readonly<Record<DocumentName, Slot>>;

  constructor(options: DocumentsOptions) {
    const { paths } = options;
    this.#slots = {
      state: new Slot(
        paths.state,
        options,
        new StateWatch(paths.state, options),
      ),
      parsed: new Slot(paths.parsed, options),
      pulse: new Slot(paths.pulse, options),
    };
  }

  update(document: DocumentName, render: () => string): void {
    this.#slots[document].update(render);
  }

  async flush(): Promise<void> {
    const slots = Object.values(this.#slots);
    const results = await Promise.allSettled(slots.map((slot) => slot.flush()));
    const failed = results.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }
}

/** One file: what it holds, what it is to hold, and when it may be written. */
class Slot {
  readonly #path: string;
  readonly #options: DocumentsOptions;
  readonly #watch: StateWatch | null;
  /** Makes the newest content, asked when it is about to be written; null = nothing new. */
  #render: (() => string) | null = null;
  #written: string | null = null;
  /** ISO time before which the next write waits. */
  #notBefore: string | null = null;
  #isHurried = false;
  #wake = new AbortController();
  #writer: Promise<void> | null = null;

  constructor(
    path: string,
    options: DocumentsOptions,
    watch: StateWatch | null = null,
  ) {
    this.#path = path;
    this.#options = options;
    this.#watch = watch;
  }

  update(render: () => string): void {
    this.#render = render;
    if (this.#writer !== null) return;
    this.#start().catch((error: unknown) => this.#options.onProblem(error));
  }

  async flush(): Promise<void> {
    this.#isHurried = true;
    this.#wake.abort();
    try {
      // A write that failed for the one before is tried again for this caller.
      await this.#writer?.catch(() => undefined);
      this.#restore();
      await this.#start();
    } finally {
      this.#isHurried = false;
      this.#wake = new AbortController();
    }
  }

  /** One writer at a time; those who come meanwhile share its end. */
  #start(): Promise<void> {
    this.#writer ??= this.#writeAll().finally(() => (this.#writer = null));
    return this.#writer;
  }

  /** A file that somebody removed is written again. */
  #restore(): void {
    const written = this.#written;
    if (written === null || statOf(this.#path) !== null) return;
    this.#render ??= () => written;
    this.#written = null;
  }

  async #writeAll(): Promise<void> {
    while (this.#render !== null) {
      if (this.#notBefore !== null && !this.#isHurried)
        await this.#options.clock.until(this.#notBefore, {
          signal: this.#wake.signal,
        });
      const render = this.#render;
      this.#render = null;
      try {
        await this.#write(render());
      } catch (error) {
        // Kept for the next try, where nothing newer came meanwhile.
        this.#render ??= render;
        throw error;
      }
    }
  }

  async #write(content: string): Promise<void> {
    if (content === this.#written) return;
    const { guard, clock } = this.#options;
    this.#notBefore = plusMs(clock.now(), PAUSE_MS);
    guard();
    this.#watch?.beforeWrite(content);
    if (this.#written !== null || !isOnDisk(this.#path, content))
      await writeWhole(this.#path, content);
    this.#written = content;
    this.#watch?.afterWrite();
  }
}

const isOnDisk = (path: string, content: string): boolean =>
  readIfThere(path)?.equals(Buffer.from(content)) === true;

/** Notices that somebody else wrote AGENT_STATE.json, and keeps what they wrote. */
class StateWatch {
  readonly #path: string;
  readonly #options: DocumentsOptions;
  #seen: BigIntStats | null = null;

  constructor(path: string, options: DocumentsOptions) {
    this.#path = path;
    this.#options = options;
  }

  beforeWrite(content: string): void {
    const { hashes } = this.#options;
    const stat = statOf(this.#path);
    if (stat !== null && !isSame(stat, this.#seen)) {
      const there = readIfThere(this.#path);
      if (there !== null && !hashes.has(hashOf(there))) this.#keep();
    }
    hashes.add(hashOf(content));
  }

  afterWrite(): void {
    this.#seen = statOf(this.#path);
  }

  #keep(): void {
    const { clock, onEdited } = this.#options;
    const base = `${this.#path}.edited-${clock.now().replaceAll(':', '-')}`;
    for (let n = 1; ; n += 1) {
      const keptAs = n === 1 ? base : `${base}-${n}`;
      try {
        copyFileSync(this.#path, keptAs, constants.COPYFILE_EXCL);
        onEdited(keptAs);
        return;
      } catch (error) {
        if (!hasCode(error, 'EEXIST')) throw error;
      }
    }
  }
}

const statOf = (path: string): BigIntStats | null =>
  statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;

/** Cheaper than reading megabytes four times a second. */
const isSame = (one: BigIntStats, other: BigIntStats | null): boolean =>
  other !== null &&
  one.ino === other.ino &&
  one.size === other.size &&
  one.mtimeNs === other.mtimeNs &&
  one.ctimeNs === other.ctimeNs;

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a process has to itself while it runs. */
export type PrivateResources = {
  readonly temporaryFolder: string;
  /** First of `PORTS_EACH` ports that no sibling was told of. */
  readonly portBase: number;
  release(): Promise<void>;
};

const NAME = 'ol-';
/** Unix sockets allow about 100 characters in all; tests put long names below. */
const MAX_LENGTH = 40;
const RANDOM_LENGTH = 6;

/** Below the ports that systems hand out themselves. */
const FIRST_PORT = 20_000;
const PORTS_EACH = 20;
const BLOCKS = 600;

/** Gives out temporary folders and blocks of ports, to one holder each at a time. */
export const createPrivateResources = (pid: number) => {
  const taken = new Set<number>();
  const takeBlock = (): number => {
    // Two runs on one host start at different places.
    const start = (pid * 7) % BLOCKS;
    for (let offset = 0; offset < BLOCKS; offset += 1) {
      const block = (start + offset) % BLOCKS;
      if (taken.has(block)) continue;
      taken.add(block);
      return block;
    }
    return start;
  };
  return async (): Promise<PrivateResources> => {
    const temporaryFolder = await mkdtemp(join(shortFolder(), NAME));
    const block = takeBlock();
    return {
      temporaryFolder,
      portBase: FIRST_PORT + block * PORTS_EACH,
      release: async () => {
        taken.delete(block);
        // What cannot be removed (a read-only folder) is the system's to sweep.
        await rm(temporaryFolder, { recursive: true, force: true }).catch(
          () => undefined,
        );
      },
    };
  };
};

const shortFolder = (): string => {
  const folder = tmpdir();
  const length = join(folder, NAME).length + RANDOM_LENGTH;
  return length <= MAX_LENGTH ? folder : '/tmp';
};

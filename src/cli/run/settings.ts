import { availableParallelism, totalmem } from 'node:os';
import type {
  Settings,
  SourcedSettings,
} from '../../adapters/config/settings.ts';

/** Everything a run is started with. */
export type RunSettings = Settings & {
  readonly workdir: string;
  /** The spec folder or its tasks.md, relative to the workdir or absolute. */
  readonly spec: string;
  /** Null = the spec's parent folder. */
  readonly output: string | null;
  /** The same settings, each with where it comes from. */
  readonly sourced: SourcedSettings;
};

/** How the run is shown and whether it asks. */
export type Presentation = {
  readonly asks: boolean;
  readonly json: boolean;
  readonly live: boolean;
};

const AGENT_MEMORY = 2 * 1024 ** 3;
const MOST_JOBS = 8;

/** Agents wait for models most of the time, but their builds and tests do not: one a core, at least two. */
export const defaultJobs = (): number =>
  Math.max(
    2,
    Math.min(
      availableParallelism(),
      Math.floor(totalmem() / AGENT_MEMORY),
      MOST_JOBS,
    ),
  );

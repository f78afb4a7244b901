import { availableParallelism, totalmem } from 'node:os';
import type {
  Settings,
  SourcedSettings,
} from '../../adapters/config/settings.ts';
import type { Step } from '../../model/step.ts';
import type { PlaceSettings } from '../records/place.ts';

/** Everything a run is started with. */
export type RunSettings = Settings &
  PlaceSettings & {
    /** The same settings, each with where it comes from. */
    readonly sourced: SourcedSettings;
    /** The one step that the start is for; left out where it is for the whole run. */
    readonly step?: Step | undefined;
  };

/** How the run is shown and whether it asks. */
export type Presentation = {
  readonly asks: boolean;
  readonly json: boolean;
  readonly live: boolean;
  /** `--tmux [NAME]` as it was given. */
  readonly tmux?: string | true | undefined;
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

import type { Role } from '../model/assignment.ts';
import { NO_BUDGET } from '../model/budget.ts';
import type { Budget } from '../model/budget.ts';
import type { RoleName } from '../model/config.ts';
import type { Resources } from '../model/resource.ts';
import type { Step } from '../model/step.ts';

/** What the engine may use: settled outside, from flags, config and what is installed. */
export type Limits = {
  /** Agents at once. */
  readonly jobs: number;
  /** Agents at once of one CLI, or in one role; nothing said = as many as `jobs`. */
  readonly caps: {
    readonly backends: Readonly<Record<string, number>>;
    readonly roles: Readonly<Partial<Record<Role, number>>>;
  };
  /** What there is only so much of. */
  readonly resources: Resources;
  /** Names of resources that a run of the checks needs, all at once. */
  readonly checkResources: readonly string[];
  /** A write beside a declared manifest is a finding instead of a claim. */
  readonly isManifestStrict: boolean;
  /** What the run may use before a person is asked. */
  readonly budget: Budget;
  /** Backends that are there, in order of preference, as `name` or `name:model`. */
  readonly roles: Readonly<Record<RoleName, readonly string[]>>;
  /** Whose models a CLI runs, where its name does not say so. */
  readonly vendors?: Readonly<Record<string, string>>;
  /** `--mode llm`: an agent chooses what happens of what may happen; absent = everything does. */
  readonly orchestration?:
    | {
        /** Times that it is asked in one start. */
        readonly maxTicks: number;
        /** Actions of one answer that are heard. */
        readonly maxActions: number;
      }
    | undefined;
  /** The one step that this start is for; absent = all of them, as they come. */
  readonly step?: Step | undefined;
  /** Whether the user has checks at all. */
  readonly hasChecks: boolean;
  /** No new work starts; what runs may end. */
  readonly isDraining: boolean;
  /** A person holds new work back for a while: what runs may end, the run does not. */
  readonly isPaused?: boolean | undefined;
  /** Whether everything together is reviewed before it lands. */
  readonly hasFinalReview: boolean;
  /** Whether what agents learned is put into the repository. */
  readonly keepsLearnings: boolean;
  /** Whether a complete run is put on the target branch. */
  readonly shouldLand: boolean;
  /** Stay and wait for answers instead of ending with open decisions. */
  readonly waitsForAnswers: boolean;
};

/** Whether nothing new starts, for a while or for good. */
export const startsNothing = ({
  isDraining,
  isPaused = false,
}: Pick<Limits, 'isDraining' | 'isPaused'>): boolean => isDraining || isPaused;

/** Limits of which nothing is said. */
export const OPEN_LIMITS = {
  caps: { backends: {}, roles: {} },
  resources: {},
  checkResources: [],
  isManifestStrict: false,
  budget: NO_BUDGET,
  hasFinalReview: false,
  keepsLearnings: false,
} as const satisfies Partial<Limits>;

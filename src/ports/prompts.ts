/**
 * What each template of prompts/ is filled with. Values are Markdown that is
 * ready to stand on a line of its own; text from specs and agents in them is
 * fenced already. A value that has nothing to say is `None.`
 */
type Shared = {
  readonly task_id: string;
  /** The fenced JSON block that names the unit and its subtasks. */
  readonly unit: string;
  /** What binds, what advises: writes and reads, one line each. */
  readonly boundary: string;
  /** Text of each requirement the unit has to meet. */
  readonly requirements: string;
  /** The parts of design.md that matter. */
  readonly design: string;
};

type Work = Shared & {
  /** Commands of the user's that will run on the result. */
  readonly checks: string;
  /** What a person wants this attempt to know. */
  readonly note: string;
};

export type PromptValues = {
  readonly implement: Work & {
    /** What is known to be wrong already (a checkpoint's red checks). */
    readonly findings: string;
  };
  readonly fix: Work & {
    /** What is open, each with its place and the code around it. */
    readonly findings: string;
    /** Subtasks that are done already, and the one to begin at. */
    readonly progress: string;
    /** Earlier attempts and rounds, for an agent that was not there. */
    readonly history: string;
  };
  readonly integrate: Work & {
    /** Files that both sides changed, with conflict markers in them. */
    readonly conflicts: string;
  };
  readonly review: Shared & {
    /** The unified diff, cut with a note where it is too long. */
    readonly diff: string;
    /** What changed since the last review, as a diff; from the second round on. */
    readonly since: string;
    readonly checks: string;
    /** What earlier rounds found, by name. */
    readonly findings: string;
    /** What a person wants to be known. */
    readonly note: string;
    /** What to look at besides, for security-sensitive units. */
    readonly brief: string;
  };
  /** The review of everything together. */
  readonly 'final-review': {
    /** The fenced JSON block that names the run and lists its units. */
    readonly unit: string;
    /** Each requirement with the units that name it. */
    readonly coverage: string;
    readonly requirements: string;
    readonly design: string;
    readonly diff: string;
    readonly checks: string;
    /** What the reviews of single units left for later. */
    readonly findings: string;
  };
  readonly orchestrate: {
    /** What may happen now, one line each. */
    readonly choices: string;
    /** What the answer before this one asked for in vain. */
    readonly refused: string;
    /** Fenced JSON list of the units as they are. */
    readonly state: string;
    /** PROJECT_PULSE.md as it would be now. */
    readonly pulse: string;
    readonly max_actions: string;
  };
  readonly assign: {
    /** Fenced JSON list of the dispatch units with what tasks.md says. */
    readonly units: string;
    readonly design: string;
    readonly requirements: string;
    /** Words that `owner_agent` may be. */
    readonly agents: string;
  };
};

/** Templates of prompts/, filled in. An unknown or missing value throws. */
export type Prompts = {
  render<Name extends keyof PromptValues>(
    name: Name,
    values: PromptValues[Name],
  ): string;
};

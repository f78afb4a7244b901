import type { Check } from '../model/check.ts';
import type { Event } from '../model/event.ts';
import type { SpecFiles } from '../model/spec.ts';
import type { State } from '../model/state.ts';
import type { Limits } from '../engine/limits.ts';
import type { Agents } from '../ports/agents.ts';
import type { Checks } from '../ports/checks.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import type { Prompts } from '../ports/prompts.ts';
import type { SpecFolder } from '../ports/spec-folder.ts';
import type { Workspace } from '../ports/workspace.ts';
import type { SpecReader } from './spec-reader.ts';
import type { Ledger } from './ledger.ts';

/** The world the loop acts on. */
export type LoopPorts = {
  readonly journal: Journal;
  readonly agents: Agents;
  readonly checks: Checks;
  readonly workspace: Workspace;
  readonly prompts: Prompts;
  readonly clock: Clock;
  readonly specFolder: SpecFolder;
  /** PROJECT_PULSE.md as it would be now, for the orchestrator of `--mode llm`. */
  readonly pulse?: (state: State) => string;
};

/** What a person settled for this start. */
export type LoopSettings = {
  /** What the engine may use; draining is the loop's own to say. */
  readonly limits: Omit<Limits, 'isDraining'>;
  readonly checks: readonly Check[];
  /** Hard limit of one attempt. */
  readonly timeoutMs: number;
  readonly includeOptional: boolean;
  readonly maxFixAttempts: number;
  /** Whether the ticks of tasks.md are committed once the run has landed. */
  readonly commitTicks: boolean;
  /** Name of the task list in the spec folder. */
  readonly tasksFile: string;
};

/** Told of everything that happens; must not throw and must not wait. */
export type LoopListener = {
  readonly onEvents: (events: readonly Event[], state: State) => void;
  /** What an agent does right now, for people. */
  readonly onActivity: (attemptId: string, text: string) => void;
  /** The spec as last read, whenever it changed. */
  readonly onSpec: (files: SpecFiles) => void;
  /** Something a person should know that stops nothing. */
  readonly onWarning: (text: string) => void;
};

/** What every effect gets. */
export type LoopContext = {
  readonly ports: LoopPorts;
  readonly settings: LoopSettings;
  readonly listener: LoopListener;
  readonly ledger: Ledger;
  readonly spec: SpecReader;
  /** Resolves when every tick so far is in tasks.md. */
  readonly flushTicks: () => Promise<void>;
  /** Aborts when running agents have to end now. */
  readonly signal: AbortSignal;
};

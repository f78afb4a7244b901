import type { Diagnostic } from './diagnostic.ts';
import type { TaskId } from './ids.ts';
import type { Status } from './status.ts';

/** Who writes tasks.md like this; each has marks of its own. */
export type Dialect =
  | 'kiro'
  | 'cc-sdd'
  | 'spec-workflow'
  | 'spec-kit'
  | 'openspec'
  | 'spec-kitty'
  | 'other';

/**
 * One item of tasks.md. Field names are those of TASKS_PARSED.json, which is
 * this data written down.
 */
export type Task = {
  readonly task_id: TaskId;
  /** 1-based line of the item in tasks.md. */
  readonly line: number;
  /** A work item, a heading that owns items, or an unnumbered box below a task. */
  readonly kind: 'task' | 'heading' | 'step';
  /** The title without id, star and flags. */
  readonly description: string;
  /** The character between the brackets, null where there is no box. */
  readonly mark: string | null;
  /**
   * 1-based line of the box that carries the mark, null where there is none: a
   * heading's box stands below it.
   */
  readonly mark_line: number | null;
  /** What the mark means. */
  readonly status: Status;
  readonly is_optional: boolean;
  readonly parent_id: TaskId | null;
  readonly parent_line: number | null;
  readonly subtasks: readonly TaskId[];
  /** The item's own bullets and prose, one entry a line, marks kept. */
  readonly details: readonly string[];
  /** Requirement tokens as written, a range as one (`1.1-1.7`). */
  readonly requirements: readonly string[];
  readonly validates: readonly string[];
  /** Ids the item names for itself in a checked notation. */
  readonly dependencies: readonly TaskId[];
  /** `(P)` or `[P]`: may run beside its neighbours. */
  readonly parallel: boolean;
  /** `_Boundary:` components (cc-sdd). */
  readonly boundary: readonly string[];
  /** "Ensure all tests pass": judged by the checks on the integrated tree. */
  readonly checkpoint: boolean;
  /** Marked for a person, not for an agent. */
  readonly manual: boolean;
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  /** File paths the text mentions: the manifest's fallback. */
  readonly files: readonly string[];
};

/** What one agent gets: a top-level task with its subtasks, or a standalone one. */
export type SpecUnit = {
  readonly task_id: TaskId;
  /** The unit's task and its subtasks in file order, done ones included. */
  readonly tasks: readonly TaskId[];
  /** Ids of units that have to be completed before. */
  readonly dependencies: readonly TaskId[];
  /** One line an edge: where it comes from. */
  readonly why: readonly string[];
};

/** A spec folder, read: what `parse --json` prints and TASKS_PARSED.json holds. */
export type Spec = {
  readonly spec_path: string;
  readonly spec_name: string;
  readonly spec_type: 'feature' | 'bugfix' | 'unknown';
  readonly dialect: Dialect;
  readonly tasks: readonly Task[];
  readonly waves: readonly (readonly string[])[] | null;
  readonly units: readonly SpecUnit[];
  readonly diagnostics: readonly Diagnostic[];
};

/** The texts of a spec folder, by role; null where the file is missing. */
export type SpecFiles = {
  /** The spec folder, relative to the workdir or absolute: names the spec in messages. */
  readonly path: string;
  readonly name: string;
  /** Name of the tasks file for diagnostics (`tasks.md`). */
  readonly tasksFile: string;
  readonly tasks: string;
  readonly requirements: string | null;
  readonly bugfix: string | null;
  readonly design: string | null;
  /** `.config.kiro` (Kiro) or `spec.json` (cc-sdd), raw. */
  readonly config: string | null;
  /** Further files by relative path (Spec Kitty's `tasks/WP01-*.md`). */
  readonly extra: Readonly<Record<string, string>>;
};

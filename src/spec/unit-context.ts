import type { Dialect, Task } from '../model/spec.ts';
import type { TasksRead } from './read-tasks.ts';
import type { UnitDraft, UnitDrafts } from './unit-roots.ts';

/** What the passes over the units share. */
export type UnitContext = {
  readonly read: TasksRead;
  readonly tasks: readonly Task[];
  readonly dialect: Dialect;
  readonly drafts: UnitDrafts;
  /** Units with something left to do, in file order. */
  readonly open: readonly UnitDraft[];
};

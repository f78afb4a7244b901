import { taskId } from '../../src/model/ids.ts';
import type { Spec, SpecUnit, Task } from '../../src/model/spec.ts';

type TaskFacts = Partial<Omit<Task, 'dependencies'>>;

/** One task with what a test says about it. */
export const task = (id: string, facts: TaskFacts = {}): Task => ({
  task_id: taskId(id),
  line: 1,
  kind: 'task',
  description: `Task ${id}`,
  mark: ' ',
  mark_line: 1,
  status: 'not_started',
  is_optional: false,
  parent_id: null,
  parent_line: null,
  subtasks: [],
  details: [],
  requirements: [],
  validates: [],
  dependencies: [],
  parallel: false,
  boundary: [],
  checkpoint: false,
  manual: false,
  writes: [],
  reads: [],
  files: [],
  ...facts,
});

/** A unit: its own task first, then its subtasks. */
export type UnitDraft = {
  readonly tasks: readonly [Task, ...Task[]];
  readonly after?: readonly string[];
};

/** A spec of these units, in this order. */
export function specOf(...units: readonly UnitDraft[]): Spec {
  return {
    spec_path: '.kiro/specs/x',
    spec_name: 'x',
    spec_type: 'feature',
    dialect: 'kiro',
    tasks: units.flatMap(({ tasks }) => tasks),
    waves: null,
    units: units.map(({ tasks: [own, ...below], after = [] }): SpecUnit => ({
      task_id: own.task_id,
      tasks: [own, ...below].map(({ task_id }) => task_id),
      dependencies: after.map(taskId),
      why: after.map((id) => `${own.task_id} depends on ${id}`),
    })),
    diagnostics: [],
  };
}

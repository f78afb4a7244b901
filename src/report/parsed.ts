import type { Spec, Task } from '../model/spec.ts';
import { toJsonText } from './lines/ndjson.ts';

/** TASKS_PARSED.json: exactly the public fields, in their documented order. */
export const parsedText = (spec: Spec): string => toJsonText(toParsed(spec));

const toParsed = (spec: Spec): object => ({
  spec_path: spec.spec_path,
  spec_name: spec.spec_name,
  spec_type: spec.spec_type,
  dialect: spec.dialect,
  tasks: spec.tasks.map(toParsedTask),
  waves: spec.waves,
  units: spec.units.map((unit) => ({
    task_id: unit.task_id,
    tasks: unit.tasks,
    dependencies: unit.dependencies,
    why: unit.why,
  })),
  diagnostics: spec.diagnostics.map((diagnostic) => ({
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    file: diagnostic.file,
    line: diagnostic.line,
    column: diagnostic.column,
  })),
});

const toParsedTask = (task: Task): object => ({
  task_id: task.task_id,
  line: task.line,
  kind: task.kind,
  description: task.description,
  mark: task.mark,
  status: task.status,
  is_optional: task.is_optional,
  parent_id: task.parent_id,
  parent_line: task.parent_line,
  subtasks: task.subtasks,
  details: task.details,
  requirements: task.requirements,
  validates: task.validates,
  dependencies: task.dependencies,
  parallel: task.parallel,
  boundary: task.boundary,
  checkpoint: task.checkpoint,
  writes: task.writes,
  reads: task.reads,
  files: task.files,
});

import type { Spec, SpecUnit, Task } from '../model/spec.ts';
import { count } from '../view/format.ts';
import { oneLine } from '../view/terminal-text.ts';

/** What was read from a spec, for people: its units with their tasks and what they wait for. */
export function parsedSummary(spec: Spec): string {
  const tasks = new Map(spec.tasks.map((task) => [task.task_id, task]));
  const items = spec.tasks.filter(({ kind }) => kind === 'task');
  const done = items.filter(({ status }) => status === 'completed');
  return [
    `${oneLine(spec.spec_name)} (${spec.dialect}, ${spec.spec_type}): ${count(items.length, 'task')}, ${done.length} done, ${count(spec.units.length, 'unit')} to do`,
    '',
    ...spec.units.flatMap((unit) => unitLines(unit, tasks)),
    ...diagnosticLine(spec),
    '',
  ].join('\n');
}

function unitLines(
  unit: SpecUnit,
  tasks: ReadonlyMap<string, Task>,
): readonly string[] {
  const own = tasks.get(unit.task_id);
  const flags = [
    ...(own?.is_optional === true ? ['optional'] : []),
    ...(own?.checkpoint === true ? ['checkpoint'] : []),
    ...(own?.manual === true ? ['manual'] : []),
  ];
  const note = flags.length === 0 ? '' : ` (${flags.join(', ')})`;
  return [
    `${oneLine(unit.task_id)}  ${oneLine(own?.description ?? '')}${note}`,
    ...unit.tasks
      .filter((id) => id !== unit.task_id)
      .flatMap((id) => tasks.get(id) ?? [])
      .map(
        ({ mark, task_id, description, is_optional }) =>
          `    [${mark ?? ' '}]${is_optional ? '*' : ''} ${oneLine(task_id)}  ${oneLine(description)}`,
      ),
    ...unit.why.map((reason) => `    after ${oneLine(reason)}`),
  ];
}

function diagnosticLine({ diagnostics }: Spec): readonly string[] {
  if (diagnostics.length === 0) return [];
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return [
    '',
    `${count(diagnostics.length, 'remark')}, ${count(errors.length, 'error')}: orchestration-loop lint shows them`,
  ];
}

import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Spec, Task } from '../../model/spec.ts';
import type { State } from '../../model/state.ts';
import { marksFor } from '../../loop/marks.ts';
import { problem } from './problem.ts';

/**
 * Compares the boxes of tasks.md with what was completed: a tick without its
 * work and work without its tick. A spec that has none of a unit's tasks any
 * more is said too, unless a person gave the unit up.
 */
export function checkTasks(
  spec: Spec,
  state: State,
  file: string,
): readonly Diagnostic[] {
  const tasks = new Map(spec.tasks.map((task) => [task.task_id, task]));
  return state.units.flatMap((unit) => {
    const { task_id } = unit.plan;
    if (!tasks.has(task_id))
      return unit.status === 'canceled'
        ? []
        : [
            problem(
              'task-missing',
              `unit ${task_id} is ${unit.status}, but is not in tasks.md any more`,
              { file },
            ),
          ];
    return marksFor(state, task_id).flatMap(({ task_id: id, mark }) =>
      checkBox(tasks.get(id), {
        shouldBeTicked: mark === 'x',
        said: `${id} belongs to unit ${task_id}, which is ${unit.status}`,
        file,
      }),
    );
  });
}

function checkBox(
  task: Task | undefined,
  about: {
    readonly shouldBeTicked: boolean;
    readonly said: string;
    readonly file: string;
  },
): readonly Diagnostic[] {
  // Items without a box carry no mark.
  if (task === undefined || task.mark === null) return [];
  const isTicked = task.status === 'completed';
  if (isTicked === about.shouldBeTicked) return [];
  const place = { file: about.file, line: task.mark_line ?? task.line };
  return [
    isTicked
      ? problem('ticked-too-soon', `ticked, but ${about.said}`, place)
      : problem('not-ticked', `not ticked, but ${about.said}`, place),
  ];
}

import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';

/** Units that one window follows. */
export type WindowGroup = {
  /** Safe as the name of a tmux window. */
  readonly name: string;
  readonly units: readonly TaskId[];
};

/** More do not fit into a status line, and have no key. */
const MOST_WINDOWS = 9;

/**
 * One window for each `target_window` of the plan, in the order of the units;
 * a unit without one goes with its agent's others. Where there are too many,
 * the rest share the last.
 */
export function windowGroups(state: State): readonly WindowGroup[] {
  const groups = new Map<string, TaskId[]>();
  for (const { plan, reassigned_to } of state.units) {
    const { task_id, assignment } = plan;
    const wanted =
      assignment.target_window ??
      state.window_mapping[task_id] ??
      reassigned_to ??
      assignment.owner_agent;
    const name = windowName(wanted);
    groups.set(name, [...(groups.get(name) ?? []), task_id]);
  }
  const all = [...groups].map(([name, units]) => ({ name, units }));
  if (all.length <= MOST_WINDOWS) return all;
  const rest = all.slice(MOST_WINDOWS - 1);
  return [
    ...all.slice(0, MOST_WINDOWS - 1),
    { name: 'others', units: rest.flatMap(({ units }) => units) },
  ];
}

/** Letters and digits of any language: tmux reads meaning into `#`, `:`, `.`, and terminals into more. */
const windowName = (wanted: string): string =>
  wanted
    .replace(/[^\p{L}\p{N}_-]+/gu, '_')
    .replace(/^[_-]+/, '')
    // A status line holds nine of these.
    .replace(/^(.{24}).*$/u, '$1')
    .replace(/_+$/, '') || 'agents';

import type { PlannedUnit } from '../../model/unit.ts';
import { findCollisions } from '../../plan/collisions.ts';
import { orderOf } from '../../plan/graph.ts';
import { planText } from '../../report/plan-text.ts';
import type { Io } from '../command.ts';
import { permissionsOf } from './permissions.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { RunSettings } from './settings.ts';

/** The plan as a person is asked to agree to it. */
export function planOf(
  prepared: PreparedRun,
  settings: RunSettings,
  columns?: number,
): string {
  const { inspection, draft, roles, spec } = prepared;
  const isKnown = prepared.known.units.length > 0;
  return planText(
    {
      spec_path: prepared.place.layout.specPath,
      units: isKnown
        ? prepared.known.units.map(({ plan }) => plan)
        : draft.units,
      jobs: settings.jobs,
      isolation: inspection.isolation,
      target_branch: inspection.target_branch,
      checks: settings.checks,
      assign_backend: roles.assign[0] ?? null,
      permissions: permissionsOf(roles),
      notes: [
        ...inspection.notes,
        ...draft.notes,
        ...collisionNotes(draft.units),
        ...spec.diagnostics
          .filter(({ severity }) => severity === 'warning')
          .map(({ message, line }) =>
            line === null ? message : `line ${line}: ${message}`,
          ),
      ],
    },
    columns === undefined ? {} : { columns },
  );
}

/** More would hide the plan behind its remarks. */
const MOST_COLLISIONS = 10;

/** Which units wait for each other although nothing says so, and for which files. */
function collisionNotes(units: readonly PlannedUnit[]): string[] {
  const nodes = units.map(({ task_id: id, dependencies }) => ({
    id,
    dependencies,
  }));
  const { collisions } = findCollisions(
    units.map(({ task_id: id, assignment }) => ({ id, ...assignment })),
    { isOrdered: orderOf(nodes).isOrdered },
  );
  const shown = collisions.slice(0, MOST_COLLISIONS).map(({ a, b, paths }) => {
    const files = [...new Set(paths.map((path) => path.a))].join(', ');
    return `${a} and ${b} never run at once: both need ${files}.`;
  });
  const more = collisions.length - shown.length;
  return more === 0
    ? shown
    : [...shown, `${more} more pairs never run at once.`];
}

/** Shows it on stderr: stdout is for what other programs read. */
export function sayPlan(
  prepared: PreparedRun,
  settings: RunSettings,
  io: Io,
): void {
  io.stderr.write(planOf(prepared, settings, columnsOf(io.stderr)));
}

const columnsOf = (stream: NodeJS.WritableStream): number | undefined =>
  'columns' in stream && typeof stream.columns === 'number'
    ? stream.columns
    : undefined;

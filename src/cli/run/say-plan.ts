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

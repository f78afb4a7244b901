import type { PlanTextData } from '../../report/plan/plan-text.ts';
import type { PlanSettings } from '../../report/plan/plan-json.ts';
import type { PlanLimits } from '../../simulation/equal-tasks.ts';
import type { Play } from '../../simulation/play.ts';
import { planned } from '../../simulation/planned-state.ts';
import { resumed } from '../../simulation/resumed-state.ts';
import { limitsOf } from '../settings/limits.ts';
import { permissionsOf } from '../settings/permissions.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { RunSettings } from '../settings/settings.ts';

/** The run as it would begin: what is left of a known one, or the whole plan. */
export function playOf({ known, draft, inspection }: PreparedRun): Play {
  return known.units.length > 0
    ? resumed(known)
    : planned(draft.units, {
        isolation: inspection.isolation,
        folds_case: process.platform === 'darwin',
      });
}

/** What the plan may use, as far as it is known before a start. */
export const planLimitsOf = (
  { roles }: PreparedRun,
  settings: RunSettings,
): PlanLimits =>
  limitsOf(settings, { roles, shouldLand: false, waitsForAnswers: true });

/** Everything of a plan's text but the plan itself. */
export function planFactsOf(
  prepared: PreparedRun,
  settings: RunSettings,
): Omit<PlanTextData, 'overview'> {
  const { inspection, roles, place } = prepared;
  return {
    spec_path: place.layout.specPath,
    isolation: inspection.isolation,
    target_branch: inspection.target_branch,
    checks: settings.checks,
    assign_backend: roles.assign[0] ?? null,
    permissions: permissionsOf(roles, settings.agents),
    notes: notesOf(prepared, settings),
  };
}

/** The same for programs. */
export const planSettingsOf = (
  prepared: PreparedRun,
  settings: RunSettings,
): PlanSettings => ({
  jobs: settings.jobs,
  isolation: prepared.inspection.isolation,
  target_branch: prepared.inspection.target_branch,
  checks: settings.checks.map(({ name, run }) => ({ name, run })),
  roles: prepared.roles,
  resources: settings.resources,
  permissions: permissionsOf(prepared.roles, settings.agents),
  notes: notesOf(prepared, settings),
});

const notesOf = (
  { inspection, draft, spec, base, roles }: PreparedRun,
  { mode, maxIterations }: RunSettings,
): string[] => [
  ...(base === null
    ? []
    : ['There is no journal: the run goes on from AGENT_STATE.json.']),
  ...(mode === 'llm'
    ? [
        `${roles.orchestrate[0] ?? 'An orchestrator'} chooses what happens of what may happen: it is asked up to ${maxIterations} times.`,
      ]
    : []),
  ...inspection.notes,
  ...draft.notes,
  ...spec.diagnostics
    .filter(({ severity }) => severity === 'warning')
    .map(({ message, line }) =>
      line === null ? message : `line ${line}: ${message}`,
    ),
];

import type { Isolation } from '../../model/event.ts';
import type { PlannedUnit } from '../../model/unit.ts';
import { count } from '../../view/format.ts';
import type { PlanOverview } from '../../view/plan/plan-overview.ts';
import { oneLine } from '../../view/terminal-text.ts';
import { collisionText } from './plan-schedule.ts';
import { atMost, block, entry, layoutWidth } from '../text-layout.ts';

/** What a person is asked to agree to. */
export type PlanTextData = {
  readonly spec_path: string;
  readonly overview: PlanOverview;
  readonly isolation: Isolation;
  readonly target_branch: string | null;
  readonly checks: readonly { readonly name: string; readonly run: string }[];
  /** Backend that will be asked for the assignment; null = none. */
  readonly assign_backend: string | null;
  /** What agents are allowed: `gemini runs without a sandbox`. */
  readonly permissions: readonly string[];
  /** Anything else to know before: identity default, dirty files, diagnostics. */
  readonly notes: readonly string[];
};

export type PlanTextOptions = {
  readonly columns?: number | undefined;
  /** Shown between the units and what they run with: what `plan` knows more. */
  readonly schedule?: (columns: number) => readonly string[];
};

/** More would hide the plan behind its remarks. */
const MOST_COLLISIONS = 10;

/** The plan, shown before anything is started: by `plan`, `--dry-run` and the question before a run. */
export function planText(
  data: PlanTextData,
  options: PlanTextOptions = {},
): string {
  const columns = layoutWidth(options.columns);
  return [
    ...entry('', `Plan for ${data.spec_path}`, columns),
    ...entry('', scale(data), columns),
    ...block(
      'Units',
      data.overview.open.flatMap(({ plan }) => unitLines(plan, columns)),
    ),
    ...(options.schedule?.(columns) ?? collisionLines(data.overview, columns)),
    ...block(
      'Checks',
      data.checks.length === 0
        ? entry('  ', 'none: only reviews judge the work', columns)
        : data.checks.flatMap(({ name, run }) =>
            entry('  ', `${name}: ${run}`, columns),
          ),
    ),
    ...block('Where', entry('  ', where(data), columns)),
    ...block('Allowed', listed(data.permissions, columns)),
    ...block('Notes', listed(data.notes, columns)),
    '',
  ].join('\n');
}

const collisionLines = (
  { collisions }: PlanOverview,
  columns: number,
): readonly string[] =>
  block(
    'Never at once',
    atMost(collisions, MOST_COLLISIONS, (each) =>
      entry('  ', collisionText(each), columns),
    ),
  );

const listed = (texts: readonly string[], columns: number): readonly string[] =>
  texts.flatMap((text) => entry('  ', text, columns));

function scale({ overview, assign_backend }: PlanTextData): string {
  const { open, settled, estimate } = overview;
  const before = settled === 0 ? '' : `, ${settled} more settled before`;
  if (open.length === 0) return `nothing is left${before}`;
  const { at_once, jobs, makespan, never_ready } = estimate;
  const stuck =
    never_ready.length === 0 ? '' : `; never ready: ${never_ready.join(', ')}`;
  const assign =
    assign_backend === null
      ? 'assigned from tasks.md and design.md'
      : `${assign_backend} assigns what tasks.md leaves open`;
  return `${count(open.length, 'unit')}${before}, up to ${at_once} at once (${count(jobs, 'job')}), at least ${count(makespan, 'task')} long${stuck}; ${assign}`;
}

function where(data: PlanTextData): string {
  if (data.isolation === 'shared')
    return 'all units work in the folder itself; nothing is committed';
  return data.target_branch === null
    ? 'a git worktree a unit; no branch is checked out, so nothing lands by itself'
    : `a git worktree a unit; what passes lands on ${data.target_branch}`;
}

function unitLines(unit: PlannedUnit, columns: number): readonly string[] {
  const { assignment } = unit;
  const lead = `  ${oneLine(unit.task_id)}  `;
  const below = ' '.repeat(lead.length);
  const open = unit.subtasks.filter((task) => !task.is_done).length;
  const facts = [
    assignment.owner_agent,
    ...(assignment.criticality === 'standard' ? [] : [assignment.criticality]),
    ...(open > 0 ? [count(open, 'subtask')] : []),
    ...(unit.is_optional ? ['optional'] : []),
    ...(unit.checkpoint ? ['checkpoint'] : []),
    ...(unit.manual ? ['for a person'] : []),
    ...(unit.dependencies.length > 0
      ? [`after ${unit.dependencies.join(', ')}`]
      : []),
  ];
  return [
    ...entry(lead, unit.description, columns),
    ...entry(below, facts.join(' · '), columns),
    ...entry(below, manifestText(unit), columns),
  ];
}

function manifestText({ manifest, assignment }: PlannedUnit): string {
  if (manifest === 'none') return 'files: none known, runs alone';
  const reads =
    assignment.reads.length === 0
      ? ''
      : `; reads ${assignment.reads.join(', ')}`;
  const writes =
    assignment.writes.length === 0 ? 'nothing' : assignment.writes.join(', ');
  return `files (${manifest}): writes ${writes}${reads}`;
}

import { groupBy } from '../../lib/group-by.ts';
import type { PlanCollision, PlanEdge } from '../../view/plan/plan-graph.ts';
import type { JobsEstimate } from '../../view/plan/plan-estimate.ts';
import type { FullPlanOverview } from '../../view/plan/plan-overview.ts';
import { plansOf } from '../../view/plan/plan-overview.ts';
import { count, formatDuration } from '../../view/format.ts';
import { ganttLines } from './gantt.ts';
import { atMost, block, entry } from '../text-layout.ts';

/** More would hide the chart; `--json` has them all. */
const MOST_LINES = 40;

/** What `plan` shows beside the plan: the order, what keeps units apart, and how it would go. */
export function scheduleLines(
  overview: FullPlanOverview,
  columns: number,
): readonly string[] {
  if (overview.open.length === 0) return [];
  return [
    ...block(
      'Order',
      atMost(orderTexts(overview.edges), MOST_LINES, (text) =>
        entry('  ', text, columns),
      ),
    ),
    ...block(
      'Never at once',
      atMost(overview.collisions, MOST_LINES, (each) =>
        entry('  ', collisionText(each), columns),
      ),
    ),
    ...block('Critical path', entry('  ', pathText(overview), columns)),
    ...block('Estimate', estimateLines(overview, columns)),
  ];
}

/** Which two units wait for each other although nothing orders them, and for what. */
export const collisionText = ({ a, b, files }: PlanCollision): string =>
  `${a} and ${b} never run at once: both need ${files.join(', ')}.`;

/** One line for all edges of a unit that have the same reason. */
function orderTexts(edges: readonly PlanEdge[]): readonly string[] {
  const groups = groupBy(edges, ({ to, why }) => JSON.stringify([to, why]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const needed = group.map(({ from }) => from).join(', ');
    return [
      `${first.to} after ${needed}${first.why === '' ? '' : `: ${first.why}`}`,
    ];
  });
}

function pathText({ critical_path, estimate }: FullPlanOverview): string {
  const stuck = estimate.never_ready;
  return stuck.length === 0
    ? critical_path.join(' → ')
    : `none: ${stuck.join(', ')} ${stuck.length === 1 ? 'is' : 'are'} never ready`;
}

function estimateLines(
  overview: FullPlanOverview,
  columns: number,
): readonly string[] {
  const { estimate, by_jobs, pace_ms } = overview;
  const length = `${count(estimate.makespan, 'task')} long with ${count(estimate.jobs, 'job')}, if every task took equally long and passed its review at once. Reviews and fixes come on top.`;
  const pace =
    pace_ms === null
      ? []
      : entry(
          '  ',
          `Finished units took agents ${formatDuration(pace_ms)} a task, reviews and fixes included: about ${formatDuration(pace_ms * estimate.makespan)} at that pace.`,
          columns,
        );
  return [
    ...entry('  ', length, columns),
    ...pace,
    '',
    ...ganttLines(estimate, plansOf(overview.open), columns),
    '',
    ...(by_jobs === null
      ? entry('  ', 'Too many units to play them with 1 to 6 jobs.', columns)
      : [
          ...jobsTable(by_jobs.rows),
          ...entry('  ', jobsText(by_jobs), columns),
        ]),
  ];
}

function jobsTable(rows: JobsEstimate['rows']): readonly string[] {
  const width = Math.max(
    3,
    ...rows.map(({ makespan }) => String(makespan).length + 2),
  );
  const line = (title: string, cells: readonly number[]): string =>
    `  ${title.padEnd(12)}${cells.map((cell) => String(cell).padStart(width)).join('')}`;
  return [
    line(
      'jobs',
      rows.map(({ jobs }) => jobs),
    ),
    line(
      'tasks long',
      rows.map(({ makespan }) => makespan),
    ),
  ];
}

/** Where more jobs stop paying. */
function jobsText({ rows, enough }: JobsEstimate): string {
  if (enough === 1) {
    return 'One job is as good as many: nothing here can run beside anything else.';
  }
  const last = rows.at(-1)?.jobs ?? 1;
  return enough === last
    ? `Up to ${last} jobs, more jobs save time.`
    : `More than ${enough} jobs save nothing.`;
}

import type { TaskId } from '../../model/ids.ts';
import { groupBy } from '../../lib/group-by.ts';
import { unreachable } from '../../lib/unreachable.ts';
import type { PlanBar, PlanEstimate } from '../../view/plan/plan-estimate.ts';
import { atMost } from '../text-layout.ts';
import {
  cutText,
  oneLine,
  padText,
  textWidth,
} from '../../view/terminal-text.ts';

/** One row of the chart: a unit by its id, with its title. */
export type GanttRow = {
  readonly task_id: TaskId;
  readonly description: string;
};

const AGENT = '█';
const CHECKS = '▓';
const PERSON = '▒';
const WAIT = '░';

/** More columns a task would only stretch a short plan. */
const WIDEST_TASK = 6;
const LONGEST_ID = 12;
/** More rows are no picture any more. */
const MOST_ROWS = 60;
/** From here on there is room for titles beside the bars. */
const TITLE_FROM = 70;

/**
 * Who works when, as bars in blocks: one row a unit, by their begin. Waiting for
 * a dependency stays blank; a bar is at least one column, however short.
 */
export function ganttLines(
  estimate: PlanEstimate,
  rows: readonly GanttRow[],
  columns: number,
): readonly string[] {
  const barsOf = groupBy(estimate.bars, ({ task_id }) => task_id);
  const ids = rows.map(({ task_id }) => textWidth(oneLine(task_id)));
  const idWidth = Math.min(LONGEST_ID, Math.max(4, ...ids));
  const titleWidth = columns < TITLE_FROM ? 0 : Math.floor(columns / 3);
  const room = columns - idWidth - 4 - (titleWidth === 0 ? 0 : titleWidth + 2);
  const scale = Math.min(WIDEST_TASK, room / Math.max(1, estimate.makespan));
  const width = Math.ceil(scale * estimate.makespan);
  const line = (label: string, cells: string, title = ''): string =>
    `  ${padText(oneLine(label), idWidth)}  ${cells.padEnd(width)}  ${cutText(oneLine(title), titleWidth)}`.trimEnd();
  const chart = { scale, width };
  return [
    line('', axis(estimate.makespan, chart)),
    ...atMost(sorted(rows, barsOf), MOST_ROWS, ({ task_id, description }) => [
      line(task_id, cellsOf(barsOf.get(task_id) ?? [], chart), description),
    ]),
    line('jobs', usageCells(estimate, chart)),
    `  ${legend(estimate.bars)}`,
  ];
}

type Chart = {
  /** Columns a task. */
  readonly scale: number;
  readonly width: number;
};

/** Those that begin first stand above; file order among equals. */
function sorted(
  rows: readonly GanttRow[],
  barsOf: ReadonlyMap<TaskId, readonly PlanBar[]>,
): readonly GanttRow[] {
  const begin = ({ task_id }: GanttRow): number =>
    barsOf.get(task_id)?.find(({ type }) => type !== 'wait')?.from ?? Infinity;
  return rows.toSorted((a, b) => {
    const [x, y] = [begin(a), begin(b)];
    return x === y ? 0 : x - y;
  });
}

function cellsOf(bars: readonly PlanBar[], { scale, width }: Chart): string {
  const cells = Array.from({ length: width }, () => ' ');
  const fill = ({ from, to }: PlanBar, mark: string): void => {
    const first = Math.min(width - 1, Math.floor(from * scale));
    const last = Math.max(first + 1, Math.round(to * scale));
    cells.fill(mark, first, last);
  };
  // Work is drawn over the waits beside it: where it rounds, it is what counts.
  for (const bar of bars) if (bar.type === 'wait') fill(bar, markOf(bar));
  for (const bar of bars) if (bar.type !== 'wait') fill(bar, markOf(bar));
  return cells.join('');
}

function markOf({ type, wait }: PlanBar): string {
  switch (type) {
    case 'wait':
      return wait?.type === 'dependency' ? ' ' : WAIT;
    case 'checks':
      return CHECKS;
    case 'person':
      return PERSON;
    case 'assign':
    case 'implement':
    case 'fix':
    case 'review':
    case 'integrate':
    case 'orchestrate':
      return AGENT;
    default:
      return unreachable(type);
  }
}

/** Numbers of tasks where there is room for them. */
function axis(makespan: number, { scale, width }: Chart): string {
  const digits = String(Math.ceil(makespan)).length;
  const step = niceStep((digits + 2) / scale);
  let text = '';
  for (let at = 0; at < makespan; at += step) {
    const label = String(at);
    const column = Math.floor(at * scale);
    if (column + label.length > width) break;
    text = `${text.padEnd(column)}${label}`;
  }
  return text;
}

/** The next of 1, 2, 5, 10, 20, … */
function niceStep(least: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const factor = [1, 2, 5].find((each) => each * magnitude >= least) ?? 10;
  return factor * magnitude;
}

/** The most agents in each column, as a digit. */
function usageCells({ usage, makespan }: PlanEstimate, chart: Chart): string {
  const cells = Array.from({ length: chart.width }, () => 0);
  usage.forEach(({ from, agents }, i) => {
    const to = usage[i + 1]?.from ?? makespan;
    const first = Math.min(chart.width - 1, Math.floor(from * chart.scale));
    const last = Math.max(first + 1, Math.round(to * chart.scale));
    for (let cell = first; cell < last && cell < chart.width; cell += 1) {
      cells[cell] = Math.max(cells[cell] ?? 0, agents);
    }
  });
  return cells
    .map((agents) => (agents === 0 ? ' ' : agents > 9 ? '+' : String(agents)))
    .join('');
}

/** Only the marks that are used. */
function legend(bars: readonly PlanBar[]): string {
  const used = new Set(bars.map(markOf));
  const texts = [
    [AGENT, 'an agent works'],
    [CHECKS, 'checks run'],
    [PERSON, 'for a person'],
    [WAIT, 'ready, but waits'],
  ] as const;
  return texts
    .filter(([mark]) => used.has(mark))
    .map(([mark, text]) => `${mark} ${text}`)
    .join('   ');
}

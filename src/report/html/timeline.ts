import { groupBy } from '../../lib/group-by.ts';
import { RUN_TASK } from '../../model/ids.ts';
import type { TaskId } from '../../model/ids.ts';
import { count, formatDuration, millisBetween } from '../../view/format.ts';
import { lookSpacing } from '../../view/look-spacing.ts';
import type { ReportData } from '../report-data.ts';
import { timeLines } from '../time-text.ts';
import { chooseUnits } from './choose-units.ts';
import { markup, NOTHING } from './markup.ts';
import type { Markup } from './markup.ts';
import { note } from './section.ts';
import type { Section } from './section.ts';
import { shortLine } from './text.ts';
import { createTimeScale } from './time-scale.ts';
import type { TimeScale } from './time-scale.ts';
import { timelineBars } from './timeline-bars.ts';
import type { Bar } from './timeline-bars.ts';
import { barMarkup, laneOf, percent, waitMarkup } from './timeline-marks.ts';
import { waitStretches } from './timeline-waits.ts';
import type { WaitStretch } from './timeline-waits.ts';
import { unitAnchor } from './unit-anchor.ts';
import { waitsTable } from './waits-table.ts';

/** Rows, bars and waits that a browser still scrolls smoothly. */
const MOST_ROWS = 200;
const MOST_BARS = 2000;
const MOST_WAITS = 1500;

const ROW = 26;
const AXIS = 26;

/** One line of the picture: a unit, or the run as a whole. */
type Row = {
  readonly task_id: TaskId;
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly waits: readonly WaitStretch[];
};

/** Who worked when, and what everybody waited for in between. */
export function timelineSection(data: ReportData): Section {
  const { events, now, summary } = data;
  const until = data.state.finished === null ? now : (events.at(-1)?.at ?? now);
  const whole = millisBetween(events[0]?.at ?? null, until);
  const { rows, waits, notes } = rowsOf(data, until);
  const scale = createTimeScale(
    rows.flatMap(({ bars }) => bars),
    whole,
  );
  const [spent] =
    summary.time === null ? [] : timeLines(summary.time, Infinity);
  return {
    id: 'timeline',
    title: 'Timeline',
    aside: formatDuration(whole),
    body:
      rows.length === 0
        ? note('Nothing was done yet.')
        : markup`${spent === undefined ? null : markup`<p>${spent}.</p>\n`}<figure class="timeline">
<div class="rows">${names(rows)}${picture(rows, scale)}</div>
<figcaption>${legend(rows, scale)}</figcaption>
</figure>
${note(breaksText(scale))}${notes.map(note)}${waitsTable(waits)}`,
  };
}

function rowsOf(
  { state, events, limits }: ReportData,
  now: string,
): {
  readonly rows: readonly Row[];
  readonly waits: readonly WaitStretch[];
  readonly notes: readonly string[];
} {
  const { units, left } = chooseUnits(state, MOST_ROWS);
  const ids = new Set(units.map(({ plan }) => plan.task_id));
  const all = timelineBars(events, now).filter(
    ({ task_id }) => ids.has(task_id) || task_id === RUN_TASK,
  );
  const spacing = lookSpacing(events, now);
  const waits = waitStretches(events, { now, limits, units: ids });
  const bars = groupBy(all.slice(0, MOST_BARS), ({ task_id }) => task_id);
  // The longest say the most.
  const kept = waits
    .toSorted((a, b) => b.to - b.from - (a.to - a.from))
    .slice(0, MOST_WAITS);
  const waitsOf = groupBy(kept, ({ task_id }) => task_id);
  const row = (task_id: TaskId, title: string): Row => ({
    task_id,
    title,
    bars: bars.get(task_id) ?? [],
    waits: waitsOf.get(task_id) ?? [],
  });
  const whole = row(RUN_TASK, 'everything together');
  const rows = units
    .map(({ plan }) => row(plan.task_id, plan.description))
    .toSorted((a, b) => beginOf(a) - beginOf(b));
  return {
    rows: whole.bars.length === 0 ? rows : [whole, ...rows],
    waits,
    notes: [
      ...(left > 0 ? [`${count(left, 'unit')} more have no row here.`] : []),
      ...cut(all.length - MOST_BARS, 'bar'),
      ...cut(waits.length - MOST_WAITS, 'short wait'),
      ...(spacing > 0
        ? [`Waits shorter than ${formatDuration(spacing)} may be missing.`]
        : []),
    ],
  };
}

const cut = (left: number, noun: string): readonly string[] =>
  left <= 0 ? [] : [`${count(left, noun)} are left out.`];

/** Units that nothing was done for stand below, in file order. */
const beginOf = ({ bars }: Row): number =>
  bars.reduce((first, { from }) => Math.min(first, from), Number.MAX_VALUE);

const names = (rows: readonly Row[]): Markup =>
  markup`<ol class="names">${rows.map(({ task_id, title }) =>
    task_id === RUN_TASK
      ? markup`<li><b>run</b> <span>${title}</span></li>`
      : markup`<li><a href="#${unitAnchor(task_id)}"><b>${shortLine(task_id, 14)}</b> <span>${shortLine(title, 60)}</span></a></li>`,
  )}</ol>`;

function picture(rows: readonly Row[], scale: TimeScale): Markup {
  const height = AXIS + rows.length * ROW + 4;
  return markup`<svg class="bars" width="100%" height="${height}" role="img" aria-label="Timeline: a row a unit, a bar an attempt">
<title>Timeline: a row a unit, a bar an attempt. The same is listed under Units.</title>
${axis(scale, height)}${rows.map((row, i) => {
    const top = AXIS + i * ROW;
    const lanes = laneOf(row.bars);
    return markup`<g>${row.waits.map((wait) => waitMarkup(wait, { top, scale }))}${row.bars.map(
      (bar) => barMarkup(bar, { top, scale, ...lanes(bar) }),
    )}</g>
`;
  })}</svg>`;
}

function axis({ ticks, breaks, place }: TimeScale, height: number): Markup {
  return markup`${ticks.map(
    (at) =>
      markup`<line class="tick" x1="${percent(place(at))}" x2="${percent(place(at))}" y1="20" y2="${height}"/><text class="time" x="${percent(place(at))}" y="13">${at === 0 ? '0' : formatDuration(at)}</text>`,
  )}${breaks.map(({ from, to }) => {
    const [x, end] = [place(from), place(to)];
    return markup`<rect class="break" x="${percent(x)}" width="${percent(end - x)}" y="20" height="${height - 20}"><title>Nothing was done for ${formatDuration(to - from)}</title></rect><text class="pause" x="${percent((x + end) / 2)}" y="13">⋯</text>`;
  })}
`;
}

const LEGEND = [
  ['implement', 'implement'],
  ['fix', 'fix'],
  ['review', 'review'],
  ['integrate', 'integrate'],
  ['assign', 'assign'],
  ['orchestrate', 'orchestrate'],
  ['checks', 'checks'],
  ['integration', 'onto the branch'],
] as const;

/** The breaks in words. */
const breaksText = ({ breaks }: TimeScale): string | null =>
  breaks.length === 0
    ? null
    : `Nothing was done ${breaks.map(({ from, to }) => `for ${formatDuration(to - from)} from ${formatDuration(from)} on`).join(', ')}.`;

/** Only what is in the picture. */
function legend(rows: readonly Row[], { breaks }: TimeScale): Markup {
  const bars = rows.flatMap((row) => row.bars);
  const kinds = new Set(bars.map(({ kind }) => kind));
  const ends = new Set(bars.map(({ end }) => end));
  const has = (type: 'dependency' | 'other'): boolean =>
    rows.some(({ waits }) =>
      waits.some(
        (wait) => (wait.type === 'dependency') === (type === 'dependency'),
      ),
    );
  const key = (name: string, text: string): Markup =>
    markup`<li><i class="key ${name}"></i>${text}</li>`;
  return markup`<ul class="legend">${LEGEND.filter(([kind]) =>
    kinds.has(kind),
  ).map(([kind, text]) => key(kind, text))}${
    ends.has('bad') ? key('bad', 'ended badly') : NOTHING
  }${ends.has('interrupted') ? key('interrupted', 'interrupted') : NOTHING}${
    has('dependency') ? key('wait dependency', 'waits for a unit') : NOTHING
  }${has('other') ? key('wait', 'waits for something else') : NOTHING}${
    breaks.length > 0 ? key('break', 'nothing was done, drawn narrow') : NOTHING
  }</ul><p class="note">Rest the pointer on a bar or a line to read what it was.</p>`;
}

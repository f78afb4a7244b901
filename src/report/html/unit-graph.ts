import type { Unit } from '../../model/unit.ts';
import { count } from '../../view/format.ts';
import { statusLook } from '../../view/status-look.ts';
import type { ReportData } from '../report-data.ts';
import { chooseUnits } from './choose-units.ts';
import { BOX_HEIGHT, layOut } from './graph-layout.ts';
import type { Layout } from './graph-layout.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { note } from './section.ts';
import type { Section } from './section.ts';
import { shortLine } from './text.ts';
import { unitAnchor } from './unit-anchor.ts';

/** More boxes are no picture any more. */
const MOST_NODES = 120;
/** More lines hide one another. */
const MOST_EDGES = 600;

/** Width of a box and of the room beside it, in pixels. */
const WIDTH = 180;
const GAP_X = 52;
/** Columns of a title that fit a box, in a font as wide as any. */
const TITLE = 22;

/** Which unit waits for which, and how far each is. */
export function graphSection({ state }: ReportData): Section {
  const { units, left } = chooseUnits(state, MOST_NODES);
  const layout = layOut(
    units.map(({ plan }) => ({
      id: plan.task_id,
      dependencies: plan.dependencies,
    })),
  );
  const more = layout.edges.length - MOST_EDGES;
  return {
    id: 'graph',
    title: 'Units and what they wait for',
    body:
      units.length === 0
        ? note('There is no plan yet.')
        : markup`<div class="scroll" tabindex="0" role="region" aria-label="Graph of units">${drawing(units, layout)}</div>
${note('A line leads from a unit to those that wait for it. What follows from other lines is not drawn.')}${note(
            left > 0 ? `${count(left, 'unit')} more are not drawn.` : null,
          )}${note(more > 0 ? `${count(more, 'line')} more are not drawn.` : null)}`,
  };
}

const xOf = (column: number): number => 2 + column * (WIDTH + GAP_X);
const MARGIN = 2;

function drawing(units: readonly Unit[], layout: Layout): Markup {
  const width = xOf(layout.columns) - GAP_X + 2;
  const height = layout.height + 2 * MARGIN;
  return markup`<svg class="graph" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group" aria-label="Graph of units">
<title>Units and what they wait for</title>
${layout.edges.slice(0, MOST_EDGES).map((edge) => line(edge, layout))}
${units.map((unit) => box(unit, layout))}
</svg>`;
}

/** From box to box in bends, straight past the boxes in between. */
function line(
  { from, to, via }: Layout['edges'][number],
  { places }: Layout,
): Markup {
  const a = places.get(from) ?? { column: 0, y: 0 };
  const b = places.get(to) ?? { column: 0, y: 0 };
  const middle = MARGIN + BOX_HEIGHT / 2;
  let [x, y] = [xOf(a.column) + WIDTH, a.y + middle];
  let path = `M${x} ${y}`;
  const stops = [
    ...via.map((stop) => ({ ...stop, y: stop.y + MARGIN })),
    { ...b, y: b.y + middle },
  ];
  for (const stop of stops) {
    const end = xOf(stop.column);
    const bend = (end - x) / 2;
    path += `C${x + bend} ${y} ${end - bend} ${stop.y} ${end} ${stop.y}`;
    [x, y] = [end + WIDTH, stop.y];
    if (stop !== stops.at(-1)) path += `H${x}`;
  }
  return markup`<path class="edge" d="${path}"/>`;
}

function box({ plan, status }: Unit, layout: Layout): Markup {
  const { glyph, word, tone } = statusLook(status);
  const place = layout.places.get(plan.task_id) ?? { column: 0, y: 0 };
  const [x, y] = [xOf(place.column), MARGIN + place.y];
  const id = shortLine(plan.task_id, 12);
  return markup`<a href="#${unitAnchor(plan.task_id)}" class="node ${tone}"><title>${id}: ${shortLine(plan.description, 100)} (${word})</title><rect x="${x}" y="${y}" width="${WIDTH}" height="${BOX_HEIGHT}" rx="6"/><text class="id" x="${x + 12}" y="${y + 19}">${id}</text><text class="state" x="${x + WIDTH - 10}" y="${y + 19}">${glyph} ${word}</text><text class="title" x="${x + 12}" y="${y + 36}">${shortLine(plan.description, TITLE)}</text></a>
`;
}

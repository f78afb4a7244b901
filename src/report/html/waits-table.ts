import { groupBy } from '../../lib/group-by.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { note, table } from './section.ts';
import { shortLine, tookText } from './text.ts';
import type { WaitStretch } from './timeline-waits.ts';
import { unitAnchor } from './unit-anchor.ts';

const MOST_ROWS = 200;

/** The waits in words, the longest first: not everybody has a pointer to rest on a line. */
export function waitsTable(waits: readonly WaitStretch[]): Markup | null {
  if (waits.length === 0) return null;
  const same = groupBy(waits, ({ task_id, text }) =>
    JSON.stringify([task_id, text]),
  );
  const rows = [...same.values()]
    .flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : [{ ...first, ms: [first, ...others].reduce(sum, 0) }],
    )
    .toSorted((a, b) => b.ms - a.ms);
  const left = rows.length - MOST_ROWS;
  return markup`<details><summary>What units waited for, in words</summary>
${table({
  caption: 'What units waited for',
  head: ['Unit', 'Why', 'Waited'],
  numbers: [2],
  rows: rows
    .slice(0, MOST_ROWS)
    .map(({ task_id, ms, text }) => [
      markup`<a href="#${unitAnchor(task_id)}">${shortLine(task_id, 20)}</a>`,
      shortLine(text),
      tookText(ms),
    ]),
})}${note(left > 0 ? `${left} shorter waits are left out.` : null)}</details>
`;
}

const sum = (total: number, { from, to }: WaitStretch): number =>
  total + to - from;

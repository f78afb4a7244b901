import { markup, NOTHING } from './markup.ts';
import type { Hole, Markup } from './markup.ts';

/** One part of the page, with what the list of contents needs. */
export type Section = {
  readonly id: string;
  readonly title: string;
  /** A word or number beside the title. */
  readonly aside?: string;
  readonly body: Markup;
};

/** A part under its heading. */
export const sectionMarkup = ({ id, title, aside, body }: Section): Markup =>
  markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}${aside === undefined ? null : markup` <small>${aside}</small>`}</h2>
${body}
</section>
`;

/** What a table is made of. */
export type TableParts = {
  /** What it lists, for those who cannot see it. */
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Hole[])[];
  /** Columns of numbers, counted from 0. */
  readonly numbers?: readonly number[];
};

/** A table in a box of its own, so that a phone scrolls the table and not the page. */
export function table({ caption, head, rows, numbers }: TableParts): Markup {
  const kind = (i: number): string =>
    numbers?.includes(i) === true ? 'number' : 'text';
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<thead><tr>${head.map((text, i) => markup`<th scope="col" class="${kind(i)}">${text}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => markup`<tr>${cells.map((cell, i) => markup`<td class="${kind(i)}">${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>
`;
}

/** A remark below a figure or a list; nothing where there is none. */
export const note = (text: string | null): Markup =>
  text === null ? NOTHING : markup`<p class="note">${text}</p>\n`;

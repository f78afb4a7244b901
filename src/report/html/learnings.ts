import type { ReportData } from '../report-data.ts';
import { markup } from './markup.ts';
import { prose } from './prose.ts';
import { note } from './section.ts';
import type { Section } from './section.ts';
import { firstOf, shortLine } from './text.ts';

const MOST = 100;
const LONGEST = 400;

/** What agents say they learned, and where it was kept. */
export function learningsSection({ summary }: ReportData): Section | null {
  const { learnings, learned_in, learning_notes } = summary;
  if (learnings.length === 0) return null;
  const { shown, note: more } = firstOf(learnings, MOST, 'thing');
  return {
    id: 'learnings',
    title: 'Learned',
    aside: String(learnings.length),
    body: markup`<ul class="learned">${shown.map(
      ({ text }) => markup`<li>${prose(text, LONGEST)}</li>`,
    )}</ul>${note(more)}${
      learned_in.length === 0
        ? note('Nothing of it was written into the repository.')
        : note(`Kept in ${shortLine(learned_in.join(', '), 300)}.`)
    }${learning_notes.slice(0, 10).map((text) => note(shortLine(text, 300)))}`,
  };
}

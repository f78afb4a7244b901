import type { Section } from './draft.ts';
import { readHead } from './head.ts';
import type { Head } from './head.ts';
import { lineAt } from './lines.ts';
import type { Lines } from './lines.ts';
import type { LeafBlock } from './blocks.ts';
import { roleOf } from './roles.ts';
import type { Role } from './roles.ts';

/** The section before any heading. */
export const topSection = (): Section => ({
  heading: null,
  depth: 0,
  words: '',
  head: readHead(''),
  role: 'work',
  outer: null,
});

/** Opens the section of a heading inside, beside or above the current one. */
export function openSection(
  lines: Lines,
  heading: LeafBlock,
  current: Section,
): Section {
  let outer: Section | null = current;
  while (outer !== null && outer.depth >= heading.depth) outer = outer.outer;
  const words = headingWords(lines, heading);
  const head = readHead(words);
  const above = outer ?? topSection();
  return {
    heading,
    depth: heading.depth,
    words,
    head,
    role: combine(above, words, head),
    outer: above,
  };
}

/** A heading's words, without the marks that make it one. */
function headingWords(lines: Lines, heading: LeafBlock): string {
  const text = lineAt(lines, heading.line)
    .replace(/^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*/, '')
    .trim();
  return text.replace(/^#{1,6}[ \t]*/, '').replace(/[ \t]+#+$/, '');
}

/**
 * What an outer section rules out stays out; the document's title says nothing
 * about boxes, and a task is not a criterion for being about one.
 */
function combine(outer: Section, words: string, head: Head): Role {
  if (outer.role === 'criteria' || outer.role === 'legend') return outer.role;
  if (head.id?.named === true) return 'work';
  const own = outer.depth === 0 && isTitle(words) ? 'work' : roleOf(words);
  if (own === 'work' && outer.role === 'aside') return 'aside';
  return own;
}

const isTitle = (words: string): boolean =>
  /\b(?:tasks?|plan|implementation)\b|任务|タスク|計画|计划/iu.test(words);

/** The sections from this one outwards, the top one last. */
export function* outwards(section: Section): Generator<Section> {
  for (let at: Section | null = section; at !== null; at = at.outer) yield at;
}

import type { Box } from './box.ts';
import type { Head } from './head.ts';
import type { ItemBlock, LeafBlock } from './blocks.ts';
import type { Role } from './roles.ts';

/** A heading and what it covers. */
export type Section = {
  readonly heading: LeafBlock | null;
  /** 0 for the text before the first heading. */
  readonly depth: number;
  /** The heading's words, marks kept. */
  readonly words: string;
  readonly head: Head;
  /** What boxes below it are, ancestors counted. */
  readonly role: Role;
  readonly outer: Section | null;
};

/** Something that may become a task: a box, or a heading that carries an id. */
export type Draft = {
  readonly line: number;
  readonly column: number;
  readonly from: 'box' | 'heading';
  readonly section: Section;
  readonly item: ItemBlock | null;
  readonly box: Box | null;
  /** Mutable, like the title: more of it may follow in the next lines. */
  head: Head;
  /** The id as written, where the head's guess held. */
  readonly id: string | null;
  title: string;
  /** Enclosing box, whatever its number. */
  readonly nest: Draft | null;
  /** Why this is not work; null for work. */
  readonly excluded: string | null;
  /** Lines of its own, title not included. */
  readonly own: number[];
};

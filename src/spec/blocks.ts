/** A list item, with or without a box. */
export type ItemBlock = {
  readonly kind: 'item';
  readonly line: number;
  /** 1-based column of the bullet. */
  readonly column: number;
  /** 1-based column where the content starts. */
  readonly content: number;
  readonly marker: string;
  readonly item: ItemBlock | null;
  readonly quoted: boolean;
};

/** Everything else that stands in the text, by its lines. */
export type LeafBlock = {
  readonly kind: 'heading' | 'text' | 'code' | 'html';
  readonly line: number;
  readonly end: number;
  /** Of a heading, 1 to 6; else 0. */
  readonly depth: number;
  /** What opens a fenced block; null for all else. */
  readonly fence: string | null;
  readonly item: ItemBlock | null;
  readonly quoted: boolean;
};

/** One block of the text, in document order; containers come before what they hold. */
export type Block = ItemBlock | LeafBlock;

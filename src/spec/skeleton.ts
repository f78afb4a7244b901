import type { Lines } from './lines.ts';

/** The structure of a text, without the prose: what the tree is made from. */
export type Skeleton = {
  readonly lines: readonly string[];
  /** The source line each skeleton line stands for. */
  readonly source: readonly number[];
};

/** Deeper nesting than this many columns is read as that deep: cost grows with depth times length. */
const MAX_PREFIX = 96;

const PREFIX = /^(?:[ \t]|>|[*+-](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))*/;
const RULE = /^(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})$/;
const UNDERLINE = /^(?:=+|-+)[ \t]*$/;
const HEADING = /^(#{1,6})(?=[ \t]|$)/;
const FENCE = /^(?:(`{3,})[^`]*|(~{3,}).*)$/;
const HTML_END = /-->|\?>|\]\]>|<\/(?:script|pre|style|textarea)>/i;

type Bone = {
  readonly line: number;
  readonly text: string;
  /** Columns before the first mark or letter. */
  readonly indent: number;
  /** `detail` is a bullet without a box. */
  readonly kind: 'blank' | 'prose' | 'detail' | 'box' | 'structure';
};

/**
 * The lines of a text with their prose cut down to one letter, and without
 * those that change no structure: repeated blanks and prose, and bullets below
 * an item that hold nothing themselves. What decides the block structure stays
 * at its column: the tree costs per line and character, and words are read
 * from the source anyway.
 */
export function skeletonOf(lines: Lines, from: number): Skeleton {
  const bones = lines.at
    .slice(from - 1)
    .map((text, i) => boneOf(text, from + i));
  const below = linesBelow(bones);
  let above: Bone | null = null;
  let item: Bone | null = null;
  const kept = bones.filter((bone, i) => {
    const repeats = above?.kind === bone.kind && above.text === bone.text;
    above = bone;
    if (bone.kind === 'blank' || bone.kind === 'prose') {
      if (!repeats) item = null;
      return !repeats;
    }
    if (bone.kind === 'detail' && !isNeeded(bone, below[i])) {
      if (repeats || (item !== null && bone.indent > item.indent)) return false;
    }
    item = bone.kind === 'structure' ? null : bone;
    return true;
  });
  return {
    lines: kept.map((bone) => bone.text),
    source: kept.map((bone) => bone.line),
  };
}

type Below = {
  /** The next line that is not blank. */
  readonly next: Bone | null;
  /** The next one that is not prose either. */
  readonly block: Bone | null;
};

/** For each line, what comes after it. */
function linesBelow(bones: readonly Bone[]): Below[] {
  const below: Below[] = [];
  let next: Bone | null = null;
  let block: Bone | null = null;
  for (let i = bones.length - 1; i >= 0; i -= 1) {
    below[i] = { next, block };
    const bone = bones[i];
    if (bone === undefined || bone.kind === 'blank') continue;
    next = bone;
    if (bone.kind !== 'prose') block = bone;
  }
  return below;
}

/** A list marker that starts no list after prose: an empty one, a number other than 1. */
const WEAK = /^[ \t]*(?:(?:[*+-]|\d{1,9}[.)])[ \t]*$|(?!0*1[.)])\d{1,9}[.)])/;

/** A bullet that holds something, or is what makes the next line a bullet too. */
const isNeeded = (bone: Bone, below: Below | undefined): boolean =>
  (below?.block?.indent ?? 0) > bone.indent ||
  WEAK.test(below?.next?.text ?? '');

function boneOf(source: string, line: number): Bone {
  const full = PREFIX.exec(source)?.[0] ?? '';
  const prefix = full.slice(0, MAX_PREFIX);
  const rest = source.slice(full.length);
  const indent = /^[ \t]*/.exec(prefix)?.[0].length ?? 0;
  const bare = prefix.trim() === '';
  if (rest === '')
    return bare
      ? { line, text: '', indent, kind: 'blank' }
      : { line, text: prefix, indent, kind: 'structure' };
  const kept = full.length > MAX_PREFIX ? null : structureOf(rest);
  const text = prefix + (kept ?? 'x');
  if (kept !== null) return { line, text, indent, kind: 'structure' };
  if (bare) return { line, text, indent, kind: 'prose' };
  if (prefix.includes('>')) return { line, text, indent, kind: 'structure' };
  const isBox = /^`?\[/.test(rest);
  return { line, text, indent, kind: isBox ? 'box' : 'detail' };
}

/** What of a line's content matters to the block structure; null for prose. */
function structureOf(rest: string): string | null {
  if (HTML_END.test(rest)) return rest;
  switch (rest[0]) {
    case '#': {
      const marks = HEADING.exec(rest)?.[1];
      return marks === undefined ? null : `${marks} x`;
    }
    case '`':
    case '~': {
      const match = FENCE.exec(rest);
      const fence = match?.[1] ?? match?.[2];
      if (fence === undefined) return null;
      return rest.slice(fence.length).trim() === '' ? fence : `${fence} x`;
    }
    case '<':
      return rest;
    case '-':
    case '_':
    case '*':
    case '=':
      return RULE.test(rest) || UNDERLINE.test(rest) ? rest : null;
    default:
      return null;
  }
}

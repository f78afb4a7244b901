import { append } from './append.ts';
import { arrowsIn } from './arrows.ts';
import type { Arrow } from './arrows.ts';
import type { Section } from './draft.ts';
import type { Drafts } from './drafts.ts';
import { lineAt } from './lines.ts';
import type { Lines } from './lines.ts';
import { mermaidArrows } from './mermaid.ts';
import type { LeafBlock } from './blocks.ts';

/** One arrow of a dependency section, its direction settled. */
export type GraphEdge = {
  readonly task: string;
  readonly needs: string;
  readonly line: number;
  readonly text: string;
};

/** What the dependency sections draw, and the arrows nobody can read. */
export type Graph = {
  readonly edges: readonly GraphEdge[];
  readonly unclear: readonly Arrow[];
};

const MEANS_NEEDS =
  /(?:→|-+>|=>|⇒|arrows?|矢印|箭头)[^.\n]{0,40}\b(?:depends? on|requires|needs)\b|(?:→|-+>|矢印|箭头)\s*(?:=|:|：|は|表示|means?)\s*(?:依存|依赖)/iu;
const MEANS_BEFORE =
  /(?:→|-+>|=>|⇒|arrows?|矢印|箭头)[^.\n]{0,40}\b(?:before|precedes|blocks|unlocks|then|must (?:be )?(?:complete|finish))\b/iu;

/** Reads the arrow graphs of a text: lines and Mermaid below a heading about dependencies. */
export function graphOf(
  lines: Lines,
  drafts: Drafts,
  ids: {
    readonly code: readonly (LeafBlock & { section: Section })[];
    readonly order: ReadonlyMap<string, number>;
  },
): Graph {
  const { code, order } = ids;
  const edges: GraphEdge[] = [];
  const unclear: Arrow[] = [];
  const known = new Set(order.keys());
  for (const section of drafts.sections) {
    const inside = sectionText(section, drafts, lines);
    const fences = code.filter((block) => block.section === section);
    const drawn = fences.flatMap((block) =>
      mermaidArrows(numbered(lines, block.line + 1, block.end - 1), known),
    );
    const told = isAboutDependencies(section) ? arrowsOf(inside, known) : [];
    const settled = settle(
      [...told, ...drawn],
      inside.map((l) => l.text),
      order,
    );
    append(edges, settled.edges);
    append(unclear, settled.unclear);
  }
  return { edges, unclear };
}

function isAboutDependencies(section: Section): boolean {
  for (let at: Section | null = section; at !== null; at = at.outer)
    if (at.role === 'dependencies') return true;
  return false;
}

type TextLine = { readonly text: string; readonly line: number };

const sectionText = (
  section: Section,
  drafts: Drafts,
  lines: Lines,
): TextLine[] =>
  (drafts.loose.get(section) ?? []).map((line) => ({
    text: lineAt(lines, line),
    line,
  }));

function numbered(lines: Lines, from: number, to: number): TextLine[] {
  const out: TextLine[] = [];
  for (let line = from; line <= to; line += 1)
    out.push({ text: lineAt(lines, line), line });
  return out;
}

function arrowsOf(
  inside: readonly TextLine[],
  known: ReadonlySet<string>,
): Arrow[] {
  const arrows: Arrow[] = [];
  let open: readonly string[] = [];
  for (const { text, line } of inside) {
    if (/^\s*(?:```|~~~)/.test(text) || /"waves"|\|.*\|/.test(text)) {
      open = [];
      continue;
    }
    const read = arrowsIn(text, line, open);
    open = read.open;
    append(
      arrows,
      read.arrows.filter((arrow) => isChecked(arrow, known)),
    );
  }
  return arrows;
}

/** Ids on both sides have to be the file's. */
const isChecked = (arrow: Arrow, known: ReadonlySet<string>): boolean =>
  arrow.left.some((id) => known.has(id)) &&
  arrow.right.some((id) => known.has(id));

/**
 * Which way a section's arrows point: what its legend or verb says; else the
 * one way in which nothing depends on what comes later in the file.
 */
function settle(
  arrows: readonly Arrow[],
  text: readonly string[],
  order: ReadonlyMap<string, number>,
): Graph {
  const bare = arrows.filter((arrow) => arrow.leftNeedsRight === null);
  const needs = direction(bare, text, order);
  const edges: GraphEdge[] = [];
  for (const arrow of arrows) {
    const leftNeedsRight = arrow.leftNeedsRight ?? needs;
    if (leftNeedsRight === null) continue;
    const tasks = leftNeedsRight ? arrow.left : arrow.right;
    const others = leftNeedsRight ? arrow.right : arrow.left;
    for (const task of tasks)
      for (const other of others)
        edges.push({ task, needs: other, line: arrow.line, text: arrow.text });
  }
  return { edges, unclear: needs === null ? bare : [] };
}

function direction(
  arrows: readonly Arrow[],
  text: readonly string[],
  order: ReadonlyMap<string, number>,
): boolean | null {
  if (arrows.length === 0) return false;
  if (
    text.some((line) => MEANS_NEEDS.test(line) && !/\d\s*(?:→|-+>)/.test(line))
  )
    return true;
  if (
    text.some((line) => MEANS_BEFORE.test(line) && !/\d\s*(?:→|-+>)/.test(line))
  )
    return false;
  const forward = arrows.map((arrow) => isForward(arrow, order));
  if (forward.every((way) => way)) return false;
  return forward.every((way) => !way) ? true : null;
}

function isForward(arrow: Arrow, order: ReadonlyMap<string, number>): boolean {
  const place = (ids: readonly string[]): number =>
    Math.max(...ids.map((id) => order.get(id) ?? 0));
  return place(arrow.left) < place(arrow.right);
}

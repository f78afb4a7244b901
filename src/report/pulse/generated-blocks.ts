import { findFenced } from './fenced-lines.ts';

/** A part of a document that is written anew each time; everything else in the document is a person's. */
export type GeneratedBlock = {
  /** Names its marks; `[a-z-]+`. */
  readonly name: string;
  /** The heading it belongs below, as written when the document has none. */
  readonly heading: string;
  /** Finds that heading in a document that has one. */
  readonly matches: RegExp;
  readonly lines: readonly string[];
};

/** Further indented it is code, or the text of a list. */
const MARK = /^ {0,3}<!-- orchestration-loop:(begin|end) ([a-z-]+) -->\s*$/;

const beginMark = (name: string): string =>
  `<!-- orchestration-loop:begin ${name} -->`;
const endMark = (name: string): string =>
  `<!-- orchestration-loop:end ${name} -->`;

/**
 * Puts the blocks into a document. What stands between a block's marks is
 * replaced where it is; a block that is missing goes below its heading, and
 * where that is missing too, with its heading before the next block's section,
 * else to the end. Every line outside the marks stays as it is, byte for byte.
 */
export function mergeBlocks(
  previous: string | null,
  blocks: readonly GeneratedBlock[],
): string {
  const text = previous ?? '';
  const bom = text.startsWith('\ufeff') ? '\ufeff' : '';
  const lines = text.slice(bom.length).split('\n');
  const eol = usesCarriageReturns(lines) ? '\r' : '';
  const filled = replaceBlocks(lines, blocks, eol);
  // From the last to the first, so that each one missing finds the one it goes before.
  const merged = blocks.reduceRight<readonly string[]>(
    (all, block, at) =>
      filled.found.has(block.name)
        ? all
        : addBlock(all, { block, later: blocks.slice(at + 1), eol }),
    filled.lines,
  );
  return bom + merged.join('\n');
}

/** By most of its lines, so that adding more of them never changes the answer. */
function usesCarriageReturns(lines: readonly string[]): boolean {
  const ended = lines.slice(0, -1);
  const returns = ended.filter((line) => line.endsWith('\r')).length;
  return returns > ended.length - returns;
}

type Filled = {
  readonly lines: readonly string[];
  readonly found: ReadonlySet<string>;
};

/**
 * A mark without its partner is dropped and the text beside it kept; of two
 * blocks of a name the second goes. Marks in code are quotes and stay.
 */
function replaceBlocks(
  lines: readonly string[],
  blocks: readonly GeneratedBlock[],
  eol: string,
): Filled {
  const byName = new Map(blocks.map((block) => [block.name, block]));
  const fenced = fencedLines(lines);
  const kept: string[] = [];
  const found = new Set<string>();
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const mark = fenced.has(at) ? null : MARK.exec(line);
    const block = byName.get(mark?.[2] ?? '');
    if (mark === null || block === undefined) {
      kept.push(line);
      continue;
    }
    const end = findEnd(lines, at);
    if (end === null) continue;
    if (!found.has(block.name)) kept.push(...blockLines(block, eol));
    found.add(block.name);
    at = end;
  }
  return { lines: kept, found };
}

/** Where the block that begins at a line ends: at the next mark, if that is its partner; null where no block begins. */
function findEnd(lines: readonly string[], begin: number): number | null {
  const [, type, name] = MARK.exec(lines[begin] ?? '') ?? [];
  if (type !== 'begin') return null;
  const at = lines.findIndex((line, i) => i > begin && MARK.test(line));
  const end = MARK.exec(lines[at] ?? '');
  return end?.[1] === 'end' && end[2] === name ? at : null;
}

/** Lines of a person's code; a fence in a generated block ends none of theirs. */
const fencedLines = (lines: readonly string[]): ReadonlySet<number> =>
  findFenced(lines, (at) => findEnd(lines, at));

/** Its own marks in the text of a block would end it early. */
const blockLines = (block: GeneratedBlock, eol: string): readonly string[] =>
  [
    beginMark(block.name),
    ...block.lines
      .flatMap((line) => line.split('\n'))
      .filter((line) => !MARK.test(line)),
    endMark(block.name),
  ].map((line) => line + eol);

type Missing = {
  readonly block: GeneratedBlock;
  /** Those that follow it, in their order. */
  readonly later: readonly GeneratedBlock[];
  readonly eol: string;
};

function addBlock(
  lines: readonly string[],
  { block, later, eol }: Missing,
): readonly string[] {
  const added = blockLines(block, eol);
  const at = findHeading(lines, [block]);
  if (at !== -1) return addBelow(lines, { at, added, eol });
  const section = [block.heading + eol, eol, ...added];
  const next = findHeading(lines, later);
  if (next !== -1) {
    const before = lines.slice(0, next);
    const isApart = (before.at(-1) ?? '').trim() === '';
    return [
      ...before,
      ...(isApart ? [] : [eol]),
      ...section,
      eol,
      ...lines.slice(next),
    ];
  }
  const isEmpty = lines.every((line) => line.trim() === '');
  const body = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  return [
    ...(isEmpty ? [] : [...withLineEnd(body, lines, eol), eol]),
    ...section,
    '',
  ];
}

type Below = {
  readonly at: number;
  readonly added: readonly string[];
  readonly eol: string;
};

function addBelow(
  lines: readonly string[],
  { at, added, eol }: Below,
): readonly string[] {
  const rest = lines.slice(at + 1);
  const isLast = rest.every((line) => line.trim() === '');
  return [
    ...lines.slice(0, at),
    // The last line of a text has no line end yet.
    rest.length === 0 ? (lines[at] ?? '') + eol : (lines[at] ?? ''),
    eol,
    ...added,
    ...(isLast && rest.length > 0 ? rest : [...(isLast ? [] : [eol]), ...rest]),
    ...(rest.length === 0 ? [''] : []),
  ];
}

/** A last line without a line end gets one before anything follows it. */
const withLineEnd = (
  body: readonly string[],
  lines: readonly string[],
  eol: string,
): readonly string[] =>
  body.length < lines.length
    ? body
    : [...body.slice(0, -1), (body.at(-1) ?? '') + eol];

/** The first heading of any of the blocks; headings in code, and in what is generated, are none. */
function findHeading(
  lines: readonly string[],
  blocks: readonly GeneratedBlock[],
): number {
  const fenced = fencedLines(lines);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (fenced.has(at)) continue;
    const end = findEnd(lines, at);
    if (end !== null) at = end;
    else if (
      /^#{1,6} /.test(line) &&
      blocks.some(({ matches }) => matches.test(line.trimEnd()))
    )
      return at;
  }
  return -1;
}

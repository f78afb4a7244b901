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

const MARK = /^\s*<!-- orchestration-loop:(begin|end) ([a-z-]+) -->\s*$/;

const beginMark = (name: string): string =>
  `<!-- orchestration-loop:begin ${name} -->`;
const endMark = (name: string): string =>
  `<!-- orchestration-loop:end ${name} -->`;

/**
 * Puts the blocks into a document. What stands between a block's marks is
 * replaced where it is; a block that is missing goes below its heading, and
 * with the heading to the end where that is missing too. Every line outside
 * the marks stays as it is, byte for byte.
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
  const merged = blocks
    .filter(({ name }) => !filled.found.has(name))
    .reduce<readonly string[]>(
      (all, block) => addBlock(all, block, eol),
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

/** A mark without its partner is dropped and the text beside it kept; of two blocks of a name the second goes. */
function replaceBlocks(
  lines: readonly string[],
  blocks: readonly GeneratedBlock[],
  eol: string,
): Filled {
  const byName = new Map(blocks.map((block) => [block.name, block]));
  const kept: string[] = [];
  const found = new Set<string>();
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const mark = MARK.exec(line);
    const block = byName.get(mark?.[2] ?? '');
    if (mark === null || block === undefined) {
      kept.push(line);
      continue;
    }
    const end = mark[1] === 'begin' ? findEnd(lines, at, block.name) : null;
    if (end === null) continue;
    if (!found.has(block.name)) kept.push(...blockLines(block, eol));
    found.add(block.name);
    at = end;
  }
  return { lines: kept, found };
}

/** The next mark after a begin, if it is that block's end. */
function findEnd(
  lines: readonly string[],
  begin: number,
  name: string,
): number | null {
  const at = lines.findIndex((line, i) => i > begin && MARK.test(line));
  const mark = MARK.exec(lines[at] ?? '');
  return mark?.[1] === 'end' && mark[2] === name ? at : null;
}

/** Its own marks in the text of a block would end it early. */
const blockLines = (block: GeneratedBlock, eol: string): readonly string[] =>
  [
    beginMark(block.name),
    ...block.lines
      .flatMap((line) => line.split('\n'))
      .filter((line) => !MARK.test(line)),
    endMark(block.name),
  ].map((line) => line + eol);

function addBlock(
  lines: readonly string[],
  block: GeneratedBlock,
  eol: string,
): readonly string[] {
  const added = blockLines(block, eol);
  const at = findHeading(lines, block.matches);
  if (at !== -1) {
    const rest = lines.slice(at + 1);
    const isLast = rest.every((line) => line.trim() === '');
    return [
      ...lines.slice(0, at),
      // The last line of a text has no line end yet.
      rest.length === 0 ? (lines[at] ?? '') + eol : (lines[at] ?? ''),
      eol,
      ...added,
      ...(isLast && rest.length > 0
        ? rest
        : [...(isLast ? [] : [eol]), ...rest]),
      ...(rest.length === 0 ? [''] : []),
    ];
  }
  const isEmpty = lines.every((line) => line.trim() === '');
  const body = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  return [
    ...(isEmpty ? [] : [...withLineEnd(body, lines, eol), eol]),
    block.heading + eol,
    eol,
    ...added,
    '',
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

/** Headings in code are none. */
function findHeading(lines: readonly string[], matches: RegExp): number {
  let fence: string | null = null;
  for (const [at, line] of lines.entries()) {
    const [, run = ''] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (run !== '') {
      if (fence === null) fence = run;
      else if (run.startsWith(fence)) fence = null;
      continue;
    }
    if (fence === null && /^#{1,6} /.test(line) && matches.test(line.trimEnd()))
      return at;
  }
  return -1;
}

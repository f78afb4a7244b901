import type { Block } from './blocks.ts';
import { frontMatterLength, lineAt, splitLines } from './lines.ts';
import type { Lines } from './lines.ts';
import { outlineOf } from './outline.ts';

/** One requirement or acceptance criterion, with the place it is written. */
export type Requirement = {
  readonly id: string;
  readonly text: string;
  readonly file: string;
  readonly line: number;
};

type Reading = {
  readonly lines: Lines;
  readonly file: string;
  readonly found: Map<string, { start: number; end: number; whole: boolean }>;
  /** Innermost heading with a requirement's number, and how deep it is. */
  scope: { id: string; depth: number; count: number; criteria: boolean } | null;
};

const WORD =
  '(?:requirement|req|要件|要求|需求|requisito|requerimiento|exigence|anforderung|gereksinim|требование|요구사항|property|user story|story)';
const LETTERED = '[A-Z]{1,6}(?:-[A-Z]{1,8})?-?\\d{1,4}(?:\\.\\d{1,3})*[a-z]?';
const DOTTED = '\\d{1,3}(?:\\.\\d{1,3})+[a-z]?';
const HEADING = new RegExp(
  `^(?:(?:${WORD}\\s*#?\\s*(\\d{1,3}(?:\\.\\d{1,3})*|${LETTERED})|(${LETTERED}|${DOTTED}))(?![\\p{L}\\d])|(\\d{1,3})[.:：]\\s)`,
  'iu',
);
const ENTRY = new RegExp(
  `^[ \\t>|]*(?:[-*+][ \\t]+)?(?:\\[.\\][ \\t]+)?[*_\`[]{0,3}(?:${WORD}\\s*)?(${DOTTED}|${LETTERED})[\\]*_\`]{0,3}[ \\t]*(?:[.:：)|–—-]|[*_]{1,2}[:：]?|(?=[ \\t]))`,
  'u',
);
const CRITERIA =
  /acceptance criteria|受け?入れ?(?:基準|条件)|受入|验收|驗收|crit[ée]rios? de acepta|critérios de aceita|kabul kriter|критери|인수/iu;

/** The requirements of one document, each whole one before its criteria. */
export function requirementsIn(text: string, file: string): Requirement[] {
  const lines = splitLines(text);
  const blocks = outlineOf(lines, frontMatterLength(lines) + 1);
  const reading: Reading = { lines, file, found: new Map(), scope: null };
  for (const block of blocks) {
    if (block.kind === 'heading') readHeading(reading, block, blocks);
    else if (block.kind === 'item') readItem(reading, block.line, block);
    else if (block.kind === 'text') readText(reading, block);
  }
  return [...reading.found].map(([id, { start, end, whole }]) => ({
    id,
    text: whole ? chapterOf(lines, start, end) : entryOf(lines, start, end),
    file,
    line: start,
  }));
}

function readHeading(
  reading: Reading,
  heading: Block & { depth: number },
  blocks: readonly Block[],
): void {
  const words = lineAt(reading.lines, heading.line)
    .replace(/^[\s#>]+/, '')
    .replace(/[*_`]/g, '');
  const { scope } = reading;
  if (scope !== null && heading.depth > scope.depth && CRITERIA.test(words)) {
    reading.scope = { ...scope, criteria: true, count: 0 };
    return;
  }
  const match = HEADING.exec(words);
  const id = match?.[1] ?? match?.[2] ?? match?.[3];
  if (id === undefined) {
    if (scope !== null && heading.depth <= scope.depth) reading.scope = null;
    else if (scope !== null) reading.scope = { ...scope, criteria: false };
    return;
  }
  const next = blocks.find(
    (other) =>
      other.kind === 'heading' &&
      other.line > heading.line &&
      other.depth <= heading.depth,
  );
  const end = next === undefined ? reading.lines.at.length : next.line - 1;
  put(reading, id, { start: heading.line, end, whole: true });
  reading.scope = { id, depth: heading.depth, count: 0, criteria: false };
}

/** A numbered item below a requirement is one of its acceptance criteria. */
function readItem(
  reading: Reading,
  line: number,
  item: Block & { kind: 'item' },
): void {
  const entry = ENTRY.exec(lineAt(reading.lines, line))?.[1];
  if (entry !== undefined) {
    put(reading, entry, {
      start: line,
      end: endOfItem(reading.lines, line, item.column),
      whole: false,
    });
    return;
  }
  const number = /^(\d{1,3})[.)]$/.exec(item.marker)?.[1];
  const { scope } = reading;
  if (number === undefined || scope === null || item.item !== null) return;
  scope.count += 1;
  const n = Number(number) >= scope.count ? Number(number) : scope.count;
  put(reading, `${scope.id}.${n}`, {
    start: line,
    end: endOfItem(reading.lines, line, item.column),
    whole: false,
  });
}

function readText(reading: Reading, block: Block & { end: number }): void {
  const starts: { id: string; line: number }[] = [];
  for (let line = block.line; line <= block.end; line += 1) {
    const text = lineAt(reading.lines, line);
    if (
      CRITERIA.test(text) &&
      reading.scope !== null &&
      /[:：*]\s*$/.test(text)
    )
      reading.scope = { ...reading.scope, criteria: true, count: 0 };
    const id = ENTRY.exec(text)?.[1];
    if (id !== undefined && block.item === null) starts.push({ id, line });
  }
  starts.forEach(({ id, line }, i) => {
    const end = (starts[i + 1]?.line ?? block.end + 1) - 1;
    put(reading, id, { start: line, end, whole: false });
  });
}

function put(
  reading: Reading,
  id: string,
  place: { start: number; end: number; whole: boolean },
): void {
  if (!reading.found.has(id)) reading.found.set(id, place);
}

/** An item goes on while its lines are indented deeper than its bullet. */
function endOfItem(lines: Lines, line: number, column: number): number {
  let end = line;
  while (end < lines.at.length) {
    const next = lineAt(lines, end + 1);
    if (next.trim() === '' || (/^\s*/.exec(next)?.[0].length ?? 0) < column)
      break;
    end += 1;
  }
  return end;
}

/** A whole requirement keeps its lines. */
const chapterOf = (lines: Lines, start: number, end: number): string =>
  lines.at
    .slice(start - 1, end)
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** One criterion is one line, however it was wrapped. */
const entryOf = (lines: Lines, start: number, end: number): string =>
  lines.at
    .slice(start - 1, end)
    .map((line) => line.trim())
    .join(' ')
    .trim();

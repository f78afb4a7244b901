import { readIfThere } from './file-system.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Event } from '../../model/event.ts';
import { UserError } from '../../model/user-error.ts';
import { isJsonObject } from '../../lib/ndjson.ts';
import { parseEvent } from '../../schema/parse-event.ts';

/** The version of the journal's format; raised with a migration and a fixture. */
export const JOURNAL_VERSION = 1;

/** The first line of every journal. */
export const JOURNAL_HEADER = `${JSON.stringify({
  format: 'orchestration-loop-journal',
  version: JOURNAL_VERSION,
})}\n`;

/** A journal as it is on disk. */
export type JournalContent = {
  readonly events: readonly Event[];
  readonly diagnostics: readonly Diagnostic[];
  /** Length of the part that holds; what comes after is torn. */
  readonly length: number;
  /** Bytes after that part, to be kept aside before they are cut off. */
  readonly torn: Buffer;
  /** The part that holds lacks its last line break. */
  readonly isOpenEnded: boolean;
};

type Line = {
  readonly bytes: Buffer;
  /** 1-based. */
  readonly number: number;
  readonly start: number;
  readonly isTerminated: boolean;
};

const LINE_BREAK = 0x0a;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** A line that is no event, or not the one that belongs there. */
export type Damage = { readonly line: number; readonly problem: string };

/**
 * Reads a whole journal and changes nothing. A last line that was never
 * finished is torn: what it announces was never acted upon. Damage anywhere
 * else is an error that names the line.
 */
export function readJournal(path: string): JournalContent {
  const { damages, ...content } = inspectJournal(path);
  const [first] = damages;
  if (first !== undefined) throw damaged(path, first);
  return content;
}

/** The same for somebody who wants to know everything that is wrong: `events` are all that can be read. */
export function inspectJournal(
  path: string,
): JournalContent & { readonly damages: readonly Damage[] } {
  const bytes = readIfThere(path) ?? Buffer.alloc(0);
  const lines = splitLines(bytes);
  const { read, damages } = readLines(lines);
  // A batch that lacks its end is as torn as a line that does.
  const kept = read.slice(0, read.findLastIndex(({ more }) => !more) + 1);
  const header = isHeader(lines[0]) ? lines[0] : undefined;
  const last = kept.at(-1)?.line ?? header;
  const length =
    last === undefined
      ? 0
      : last.start + last.bytes.length + Number(last.isTerminated);
  const torn = bytes.subarray(length);
  return {
    events: kept.map(({ event }) => event),
    diagnostics: torn.length === 0 ? [] : [tornNote(path, kept.length + 2)],
    damages,
    length,
    torn,
    isOpenEnded: length > 0 && last?.isTerminated === false,
  };
}

function splitLines(bytes: Buffer): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(LINE_BREAK, start);
    const end = found === -1 ? bytes.length : found;
    lines.push({
      bytes: bytes.subarray(start, end),
      number: lines.length + 1,
      start,
      isTerminated: found !== -1,
    });
    start = end + 1;
  }
  return lines;
}

type Read = {
  readonly event: Event;
  readonly more: boolean;
  readonly line: Line;
};

function readLines(lines: readonly Line[]): {
  readonly read: readonly Read[];
  readonly damages: readonly Damage[];
} {
  const read: Read[] = [];
  const damages: Damage[] = [];
  for (const line of lines) {
    const { problem, entry } =
      line.number === 1
        ? { problem: headerProblem(line) }
        : takeEvent(line, read.at(-1));
    if (problem !== null && isTorn(line, lines)) break;
    if (problem !== null) damages.push({ line: line.number, problem });
    if (entry !== undefined) read.push(entry);
  }
  return { read, damages };
}

/** Only the end can be torn; blocks that were never written read as zeros. */
const isTorn = (line: Line, lines: readonly Line[]): boolean =>
  line.number === lines.length &&
  (!line.isTerminated || line.bytes.includes(0));

function isHeader(line: Line | undefined): boolean {
  return line !== undefined && headerProblem(line) === null;
}

function headerProblem({ bytes }: Line): string | null {
  const header = parseLine(bytes);
  if (!isJsonObject(header)) return 'the header is missing';
  if (header['format'] !== 'orchestration-loop-journal')
    return 'this is no journal of orchestration-loop';
  return header['version'] === JOURNAL_VERSION
    ? null
    : `its format is version ${JSON.stringify(header['version'])}, this program reads version ${JOURNAL_VERSION}`;
}

/**
 * An event under another number than the one due is wrong, and said once: the
 * next ones may be counted by their lines, or from it.
 */
function takeEvent(
  line: Line,
  before: Read | undefined,
): { readonly problem: string | null; readonly entry?: Read } {
  const text = decode(line.bytes);
  if (text === null) return { problem: 'not UTF-8' };
  const event = parseEvent(text);
  if (!event.ok) return { problem: event.error };
  const { more, ...fact } = event.value as Event & { readonly more?: true };
  // The header is line 1, so event 1 stands on line 2.
  const expected = line.number - 1;
  const counted = before && before.event.seq + line.number - before.line.number;
  const problem =
    fact.seq === expected || fact.seq === counted
      ? null
      : `its number is ${fact.seq}, expected was ${expected}`;
  return { problem, entry: { event: fact, more: more === true, line } };
}

function parseLine(bytes: Buffer): unknown {
  try {
    return JSON.parse(decode(bytes) ?? '');
  } catch {
    // The caller names what is missing.
    return null;
  }
}

function decode(bytes: Buffer): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    // Text of ours is UTF-8: anything else is damage, which the caller names.
    return null;
  }
}

const tornNote = (path: string, line: number): Diagnostic => ({
  code: 'journal-torn',
  severity: 'warning',
  message:
    'the last entry was never finished and is left out; nothing had been done on it yet',
  file: path,
  line,
  column: null,
});

const damaged = (path: string, { line, problem }: Damage): UserError =>
  new UserError(`The journal is damaged: ${path}, line ${line}: ${problem}`, {
    hint: 'Nothing was changed. Put the line right, or move the file away to go on from AGENT_STATE.json.',
  });

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

/**
 * Reads a whole journal and changes nothing. A last line that was never
 * finished is torn: what it announces was never acted upon. Damage anywhere
 * else is an error that names the line.
 */
export function readJournal(path: string): JournalContent {
  const bytes = readIfThere(path) ?? Buffer.alloc(0);
  const lines = splitLines(bytes);
  const read = readLines(lines, path);
  // A batch that lacks its end is as torn as a line that does.
  const whole = read.findLastIndex(({ more }) => !more) + 1;
  const kept = read.slice(0, whole);
  const header = read.length > 0 || isHeader(lines[0]) ? 1 : 0;
  const last = lines[header + whole - 1];
  const length =
    last === undefined || (header === 0 && whole === 0)
      ? 0
      : last.start + last.bytes.length + Number(last.isTerminated);
  const torn = bytes.subarray(length);
  return {
    events: kept.map(({ event }) => event),
    diagnostics: torn.length === 0 ? [] : [tornNote(path, kept.length + 2)],
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

type Read = { readonly event: Event; readonly more: boolean };

function readLines(lines: readonly Line[], path: string): readonly Read[] {
  const read: Read[] = [];
  for (const line of lines) {
    const problem =
      line.number === 1 ? headerProblem(line) : takeEvent(line, read);
    if (problem === null) continue;
    if (isTorn(line, lines)) break;
    throw damaged(path, line.number, problem);
  }
  return read;
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

function takeEvent({ bytes }: Line, read: Read[]): string | null {
  const text = decode(bytes);
  if (text === null) return 'not UTF-8';
  const event = parseEvent(text);
  if (!event.ok) return event.error;
  const { more, ...fact } = event.value as Event & { readonly more?: true };
  const expected = (read.at(-1)?.event.seq ?? 0) + 1;
  if (fact.seq !== expected)
    return `its number is ${fact.seq}, expected was ${expected}`;
  read.push({ event: fact, more: more === true });
  return null;
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

const damaged = (path: string, line: number, problem: string): UserError =>
  new UserError(`The journal is damaged: ${path}, line ${line}: ${problem}`, {
    hint: 'Nothing was changed. Put the line right, or move the file away to go on from AGENT_STATE.json.',
  });

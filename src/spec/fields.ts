import { append } from './append.ts';
import { fileMentions } from './file-mentions.ts';
import { lineAt } from './lines.ts';
import type { Lines } from './lines.ts';
import { inlineMeta, isNothing, listOf, readMeta } from './metadata.ts';
import type { Meta, MetaKey } from './metadata.ts';
import { isProseHint, refsInLine, refsInValue } from './refs.ts';
import type { Ref } from './refs.ts';
import { requirementTokens } from './tokens.ts';

/** Where a requirement token is written. */
export type Mention = {
  readonly token: string;
  readonly line: number;
  readonly column: number;
};

/** What an item's own lines say about it. */
export type Fields = {
  readonly requirements: Mention[];
  readonly validates: Mention[];
  readonly refs: Ref[];
  /** Whether a dependency field is there at all, `none` included. */
  readonly statesDependencies: boolean;
  readonly boundary: string[];
  readonly writes: string[];
  readonly reads: string[];
  readonly files: string[];
  readonly manual: boolean;
  /** A state line (`**Status**: [x] Complete`), with the line it stands on. */
  readonly state: { readonly text: string; readonly line: number } | null;
  /** Lines whose sentence looks like a dependency that no notation states. */
  readonly hints: number[];
};

type Gathering = {
  -readonly [K in keyof Fields]: Fields[K];
} & {
  readonly texts: string[];
  block: { key: MetaKey; indent: number } | null;
};

/** Reads the metadata and mentions in an item's title and own lines. */
export function fieldsOf(
  lines: Lines,
  title: { text: string; line: number },
  own: readonly number[],
): Fields {
  const into: Gathering = {
    requirements: [],
    validates: [],
    refs: [],
    statesDependencies: false,
    boundary: [],
    writes: [],
    reads: [],
    files: [],
    manual: false,
    state: null,
    hints: [],
    texts: [title.text],
    block: null,
  };
  readTitle(into, lines, title);
  for (let i = 0; i < own.length; i += 1) {
    const line = own[i] ?? 0;
    const joined = joinField(lines, own, i);
    readLine(into, joined.text, line);
    i += joined.extra;
  }
  into.files = fileMentions(into.texts);
  return into;
}

function readTitle(
  into: Gathering,
  lines: Lines,
  title: { text: string; line: number },
): void {
  const text = lineAt(lines, title.line);
  append(
    into.refs,
    refsInLine(text, title.line).filter((ref) => ref.source !== text.trim()),
  );
  for (const meta of inlineMeta(text, ['requirements', 'validates', 'depends']))
    takeMeta(into, meta, title.line);
}

/** A field whose emphasis closes on a later line goes on to there. */
function joinField(
  lines: Lines,
  own: readonly number[],
  index: number,
): { text: string; extra: number } {
  const line = own[index] ?? 0;
  let text = lineAt(lines, line);
  const open = /^[ \t]*(?:[-*+][ \t]+)?(_|\*\*)(?=\p{L})/u.exec(text)?.[1];
  if (open === undefined || readMeta(text) === null) return { text, extra: 0 };
  const closed = new RegExp(open === '_' ? '_\\W*$' : '\\*\\*', 'u');
  if (closed.test(text.slice(text.indexOf(open) + open.length)))
    return { text, extra: 0 };
  for (let extra = 1; extra <= 8; extra += 1) {
    const next = own[index + extra];
    if (next !== line + extra) break;
    const more = lineAt(lines, next);
    if (/^[ \t]*(?:[-*+]|\d+[.)])[ \t]/.test(more)) break;
    text += ` ${more.trim()}`;
    if (closed.test(more)) return { text, extra };
  }
  return { text: lineAt(lines, line), extra: 0 };
}

function readLine(into: Gathering, text: string, line: number): void {
  const indent = /^[ \t]*/.exec(text)?.[0].length ?? 0;
  if (/^[ \t]*#{1,6}[ \t]/.test(text)) {
    into.block = headingBlock(text);
    return;
  }
  const meta = readMeta(text);
  if (meta !== null) {
    into.block = meta.value === '' ? { key: meta.key, indent } : null;
    takeMeta(into, meta, line);
    if (!isSilent(text, meta)) into.texts.push(text);
    for (const other of inlineMeta(text, ['requirements', 'validates']))
      if (other.key !== meta.key && meta.key !== 'other')
        takeMeta(into, other, line);
    if (meta.key === 'other' && !isSilent(text, meta))
      append(into.refs, refsInLine(text, line));
    return;
  }
  into.texts.push(text);
  if (into.block !== null && isBlockEntry(text, into.block, indent)) {
    takeEntry(into, text, line);
    return;
  }
  if (!/^\s*$/.test(text)) into.block = null;
  for (const found of inlineMeta(text, [
    'requirements',
    'validates',
    'depends',
  ]))
    takeMeta(into, found, line);
  const refs = refsInLine(text, line);
  append(into.refs, refs);
  if (refs.length > 0) into.statesDependencies = true;
  else if (isProseHint(text)) into.hints.push(line);
}

/** Fields that quote files without being about them. */
const isSilent = (text: string, meta: Meta): boolean =>
  meta.key === 'boundary' ||
  meta.key === 'depends' ||
  meta.key === 'requirements' ||
  /^[ \t]*(?:[-*+][ \t]+)?[*_]{0,2}(?:prompt|leverage|プロンプト)\b/iu.test(
    text,
  );

const headingBlock = (text: string): Gathering['block'] => {
  const meta = readMeta(
    `${text.replace(/^[ \t]*#+[ \t]*/, '').replace(/[:：]?\s*$/, '')}:`,
  );
  return meta === null ? null : { key: meta.key, indent: -1 };
};

const isBlockEntry = (
  text: string,
  block: { indent: number },
  indent: number,
): boolean =>
  /^[ \t]*[-*+][ \t]/.test(text) && (indent > block.indent || indent === 0);

/** A bullet below a field without a value of its own. */
function takeEntry(into: Gathering, text: string, line: number): void {
  const lead = /^[ \t]*[-*+][ \t]+/.exec(text)?.[0].length ?? 0;
  const key = into.block?.key ?? 'other';
  const value = text.slice(lead).trim();
  const verb = refsInLine(text, line);
  if (key === 'depends' && verb.length > 0) {
    into.statesDependencies = true;
    append(into.refs, verb);
  } else
    takeMeta(into, { key, value, offset: lead, source: text.trim() }, line);
}

function takeMeta(into: Gathering, meta: Meta, line: number): void {
  const { key, value, offset } = meta;
  const source = meta.source;
  switch (key) {
    case 'requirements':
    case 'validates':
      takeTokens(into[key], value, { line, column: offset + 1 });
      break;
    case 'depends':
      into.statesDependencies ||= value !== '' || isNothing(value);
      append(
        into.refs,
        refsInValue(value, { line, column: offset + 1, source }),
      );
      break;
    case 'boundary':
    case 'writes':
    case 'reads':
      append(
        into[key],
        listOf(value).filter((name) => !into[key].includes(name)),
      );
      break;
    case 'manual':
      into.manual ||= /^(?:true|yes|1)\b/iu.test(value);
      break;
    case 'status':
      into.state ??= { text: value, line };
      break;
    case 'files':
    case 'other':
      break;
  }
}

function takeTokens(
  into: Mention[],
  value: string,
  place: { line: number; column: number },
): void {
  const known = new Set(into.map((mention) => mention.token));
  for (const token of requirementTokens(value)) {
    if (known.has(token)) continue;
    const at = value.indexOf(token);
    into.push({
      token,
      line: place.line,
      column: place.column + Math.max(0, at),
    });
  }
}

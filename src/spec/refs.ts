import { append } from './append.ts';
import { taskIds } from './tokens.ts';
import { isNothing } from './metadata.ts';

/** A task id that an item names as what it depends on. */
export type Ref = {
  readonly from: string;
  /** The other end of a range; else the same. */
  readonly to: string;
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** How it is written there. */
  readonly source: string;
};

/** Words that introduce what something depends on. */
const VERB =
  '(?:depends? on|dependent on|depends|dependency|dependencies|blocked by|requires tasks?|依存|依存先|依存タスク|依赖|依赖于|前置任务|зависит от|depende de)';
/** Spares the patterns below every line that is about something else. */
const ABOUT = /depend|blocked by|requires|依存|依赖|前置|завис/iu;
const GROUP = new RegExp(
  `[(（[【]\\s*${VERB}\\s*[:：]?\\s*([^()（）[\\]【】]{1,160})[)）\\]】]`,
  'giu',
);
const OPENING = new RegExp(
  `^[ \\t]*(?:[-*+][ \\t]+)?[*_]{0,3}${VERB}[*_]{0,3}[ \\t]*[:：]?[*_]{0,3}[ \\t]*`,
  'iu',
);

/** The ids in a dependency field's value; text that is no id ends the list. */
export function refsInValue(
  value: string,
  place: { line: number; column: number; source: string },
): Ref[] {
  if (isNothing(value)) return [];
  return taskIds(value).ids.map(({ from, to, offset }) => ({
    from,
    to,
    line: place.line,
    column: place.column + offset,
    source: place.source,
  }));
}

/** The ids in notations inside a line: `(depends on T012)`, `[依存: 1.1]`, or a line that starts with the verb. */
export function refsInLine(text: string, line: number): Ref[] {
  if (!ABOUT.test(text)) return [];
  const refs: Ref[] = [];
  const bare = text.replace(/`[^`]*`/g, (code) => ' '.repeat(code.length));
  for (const match of bare.matchAll(GROUP)) {
    const value = match[1] ?? '';
    const column = match.index + match[0].lastIndexOf(value) + 1;
    append(refs, refsInValue(value, { line, column, source: match[0].trim() }));
  }
  const opening = OPENING.exec(bare);
  if (opening !== null) {
    const value = bare.slice(opening[0].length);
    const column = opening[0].length + 1;
    append(refs, refsInValue(value, { line, column, source: bare.trim() }));
  }
  return refs;
}

/** A sentence about dependencies with numbers in it that no notation covers. */
export const isProseHint = (text: string): boolean =>
  /\b(?:depends? on|after (?:task|T\d)|once task|requires task)\b[^.]{0,120}\d|タスク\s?\d[^。]{0,80}(?:完了後|依存)|\d\s*が?完了後|依赖任务\s?\d/iu.test(
    text.replace(/`[^`]*`/g, ''),
  );

import { taskIds } from './tokens.ts';

/** Two groups of ids joined by an arrow, left to right as written. */
export type Arrow = {
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly line: number;
  readonly text: string;
  /** Settled by the line's own words; null where only the arrow stands. */
  readonly leftNeedsRight: boolean | null;
};

/** Longer lines are no drawing. */
const MAX_LINE = 4000;

const ARROW = /[-─━═.┬┴┼├└┐┘┌|│╌╍]*(?:[-─━═]>|→|⟶|⇒|➜|➔|▶|►|=>|⟹)+[>▶]*/u;
const TREE_LEAD = /^[\s│|├└┬─━┐┘┌╰╭]*$/u;
const NEEDS = /^(?:depends? on|requires|needs|依存|依赖|依赖于)[:：]?\s*/iu;
const SENTENCE =
  /^(.{1,200}?)\s*(?:(?:also\s+)?depends? on|requires completion of|は(?=.*に依存)|依赖于|依赖)\s*[:：]?\s*(.+)$/iu;

/** The arrows of one line; `open` is what a line that starts with an arrow goes on from. */
export function arrowsIn(
  text: string,
  line: number,
  open: readonly string[],
): { arrows: Arrow[]; open: readonly string[] } {
  if (text.length > MAX_LINE) return { arrows: [], open: [] };
  const pieces = text.split(new RegExp(ARROW.source, 'u'));
  if (pieces.length < 2) {
    const sentence = sentenceIn(text, line);
    const kept = TREE_LEAD.test(text) ? open : [];
    return { arrows: sentence === null ? [] : [sentence], open: kept };
  }
  const arrows: Arrow[] = [];
  const first = pieces[0] ?? '';
  let left: readonly string[] = TREE_LEAD.test(first) ? open : idsOf(first);
  const start = left;
  for (const piece of pieces.slice(1)) {
    const verb = NEEDS.exec(piece.trim());
    const right = idsOf(
      verb === null ? piece : piece.trim().slice(verb[0].length),
    );
    if (left.length > 0 && right.length > 0) {
      const leftNeedsRight = verb === null ? null : true;
      arrows.push({ left, right, line, text: text.trim(), leftNeedsRight });
    }
    left = right;
  }
  return { arrows, open: start };
}

/** `Task 4 depends on Task 2`: a sentence of ids, a verb and ids. */
function sentenceIn(text: string, line: number): Arrow | null {
  const match = SENTENCE.exec(stripLead(text));
  if (match === null) return null;
  const subject = taskIds(clean(match[1] ?? ''));
  const left = subject.ids.map((id) => id.from);
  const right = idsOf((match[2] ?? '').replace(/に依存.*/u, ''));
  if (left.length === 0 || right.length === 0) return null;
  if (!/^[\s:：.(（-]*(?:\S+\s*){0,8}$/u.test(subject.rest)) return null;
  return { left, right, line, text: text.trim(), leftNeedsRight: true };
}

const stripLead = (text: string): string =>
  text.replace(/^[\s>│|+├└─┬]*(?:[-*+]\s+|\d+[.)]\s+(?=\D))?/u, '');

const clean = (text: string): string =>
  stripLead(text)
    .replace(/^[*_`"'\s]*(?:[\p{L} ]{3,40}[*_]{0,2}[:：])[*_\s]*/u, '')
    .replace(/^[*_`"'([{\s]+/, '');

/**
 * The ids a piece between arrows starts with; where words follow a list of
 * them (`1.3, 1.4 verifies`) only the first is the arrow's.
 */
function idsOf(piece: string): string[] {
  const { ids, rest } = taskIds(clean(piece));
  const named = /^\s*\p{L}/u.test(rest) ? ids.slice(0, 1) : ids;
  return named.flatMap(({ from, to }) => (from === to ? [from] : [from, to]));
}

import { findBraces, parseClass, type Brace } from './brackets.ts';
import type { Consumed } from './pattern-characters.ts';
import { CODES, toCodes } from './pattern-codes.ts';

/** A place in the automaton: what can be read there, and where it leads. */
export type PatternState = {
  readonly reads: { readonly what: Consumed; readonly next: number }[];
  /** States that are reached without reading. */
  readonly free: number[];
  /** A star stands here: whoever passes has met a wildcard in this segment. */
  isWild: boolean;
};

/**
 * A pattern as an automaton over characters, linear in the pattern's length:
 * expanded braces would grow exponentially. State 0 is the start.
 */
export type Pattern = {
  readonly states: readonly Readonly<PatternState>[];
  /** The state after the last character. */
  readonly end: number;
  /** The last segment has an extension: nothing is below it. */
  readonly isFile: boolean;
};

type Group = { readonly start: number; readonly ends: number[] };

/** Builds the automaton of one normalized pattern; every text is a pattern. */
export function compilePattern(
  text: string,
  options: { readonly foldCase: boolean },
): Pattern {
  const { states, end } = new Builder(toCodes(text), options.foldCase).build();
  return { states, end, isFile: EXTENSION.test(text) };
}

/** `a.ts`, not `.github`: a folder may be called so too, but hardly is. */
const EXTENSION = /[^./]\.[a-z][a-z0-9]{0,9}$/i;

class Builder {
  readonly #codes: readonly number[];
  readonly #foldCase: boolean;
  readonly #states: PatternState[] = [newState()];
  readonly #groups: Group[] = [];
  readonly #braces: ReadonlyMap<number, Brace>;
  #last = 0;

  constructor(codes: readonly number[], foldCase: boolean) {
    this.#codes = codes;
    this.#foldCase = foldCase;
    this.#braces = findBraces(codes);
  }

  build(): Omit<Pattern, 'isFile'> {
    let at = 0;
    while (at < this.#codes.length) at = this.#step(at);
    return { states: this.#states, end: this.#last };
  }

  /** Takes what stands at a place; returns the place after it. */
  #step(at: number): number {
    const code = this.#codes[at];
    if (code === CODES.slash) return (this.#read({ type: 'slash' }), at + 1);
    if (code === CODES.star) return this.#star(at);
    if (code === CODES.question) return (this.#read({ type: 'name' }), at + 1);
    if (code === CODES.bracket) return this.#class(at);
    if (code === CODES.backslash && at + 1 < this.#codes.length) {
      return (this.#read(this.#char(at + 1)), at + 2);
    }
    const brace = this.#braces.get(at);
    if (brace !== undefined) return this.#open(at, brace);
    if (code === CODES.comma && this.#groups.length > 0) {
      return (this.#choice(false), at + 1);
    }
    if (code === CODES.close && this.#groups.length > 0) {
      return (this.#choice(true), at + 1);
    }
    return (this.#read(this.#char(at)), at + 1);
  }

  #char(at: number): Consumed {
    const code = this.#codes[at] ?? 0;
    if (code === CODES.slash) return { type: 'slash' };
    if (!this.#foldCase) return { type: 'char', code };
    const [folded = code] = toCodes(String.fromCodePoint(code).toLowerCase());
    return { type: 'char', code: folded };
  }

  #free(from: number, to: number): void {
    this.#states[from]?.free.push(to);
  }

  #add(): number {
    return this.#states.push(newState()) - 1;
  }

  #edge(what: Consumed, next: number): void {
    this.#states[this.#last]?.reads.push({ what, next });
  }

  /** Appends one character. */
  #read(what: Consumed): void {
    const next = this.#add();
    this.#edge(what, next);
    this.#last = next;
  }

  /** Appends any number of what, at least one. */
  #many(what: Consumed): void {
    this.#read(what);
    this.#edge(what, this.#last);
  }

  #star(at: number): number {
    let end = at;
    while (this.#codes[end] === CODES.star) end += 1;
    const isDouble = end - at > 1;
    const before = this.#codes[at - 1];
    const after = this.#codes[end];
    if (opensSegment(before) && closesSegment(after)) {
      if (isDouble) return this.#folders(end);
      this.#many({ type: 'name' });
      return end;
    }
    // Beside a choice, whose ends may be slashes, `**` may be folders too.
    const isNextToChoice = before === CODES.close || after === CODES.open;
    const type = isDouble && isNextToChoice ? 'any' : 'name';
    this.#edge({ type }, this.#last);
    const state = this.#states[this.#last];
    if (state !== undefined) state.isWild = true;
    return end;
  }

  /** `**` is everything below; `**` with a slash any number of folders, none too. */
  #folders(end: number): number {
    const before = this.#last;
    this.#many({ type: 'any' });
    if (this.#codes[end] !== CODES.slash) return end;
    this.#read({ type: 'slash' });
    this.#free(before, this.#last);
    return end + 1;
  }

  #open(at: number, brace: Brace): number {
    if (!brace.hasChoice) {
      // `{locale}` is a placeholder: whatever stands there later.
      this.#many({ type: 'any' });
      return brace.close + 1;
    }
    this.#groups.push({ start: this.#last, ends: [] });
    const first = this.#add();
    this.#free(this.#last, first);
    this.#last = first;
    return at + 1;
  }

  #choice(isLast: boolean): void {
    const group = this.#groups.at(-1);
    if (group === undefined) return;
    group.ends.push(this.#last);
    this.#last = this.#add();
    if (!isLast) {
      this.#free(group.start, this.#last);
      return;
    }
    for (const end of group.ends) this.#free(end, this.#last);
    this.#groups.pop();
  }

  /**
   * `[abc]` is one of these characters or, as the routes of several web
   * frameworks are named, these very characters with their brackets.
   */
  #class(at: number): number {
    const parsed = parseClass(this.#codes, at, this.#foldCase);
    if (parsed === null) return (this.#read(this.#char(at)), at + 1);
    const start = this.#last;
    this.#read(parsed.what);
    const end = this.#last;
    this.#last = this.#add();
    this.#free(start, this.#last);
    for (let i = at; i < parsed.next; i += 1) this.#read(this.#char(i));
    this.#free(end, this.#last);
    return parsed.next;
  }
}

const opensSegment = (code: number | undefined): boolean =>
  code === undefined ||
  code === CODES.slash ||
  code === CODES.comma ||
  code === CODES.open;

const closesSegment = (code: number | undefined): boolean =>
  code === undefined ||
  code === CODES.slash ||
  code === CODES.comma ||
  code === CODES.close;

const newState = (): PatternState => ({ reads: [], free: [], isWild: false });

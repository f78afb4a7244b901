/** One line of a hunk: its sign, its number in the new file where it has one, and its text. */
export type HunkLine = {
  readonly sign: ' ' | '+' | '-';
  readonly number: number | null;
  readonly text: string;
};

/** The part of a diff that a finding is about. */
export type Hunk = {
  /** `@@ …` as the diff has it. */
  readonly head: string;
  readonly lines: readonly HunkLine[];
  /** Lines of the hunk that are left out above and below. */
  readonly left: number;
};

/** Lines above and below the one that is meant. */
const AROUND = 6;
/** Lines of a hunk where no line is meant. */
const MOST_LINES = 14;

/**
 * Finds in a unified diff what changed around a place: the hunk that has the
 * line, else the nearest of the file; null where the file is not in the diff.
 */
export function findHunk(
  diff: string,
  { file, line }: { readonly file: string; readonly line: number | null },
): Hunk | null {
  const hunks = splitFiles(diff)
    .filter((part) => pathsOf(part).includes(file))
    .flatMap(readHunks);
  if (line === null) return cutAround(hunks[0], null);
  const nearest = hunks.toSorted(
    (a, b) => distance(a, line) - distance(b, line),
  )[0];
  return cutAround(nearest, line);
}

const splitFiles = (diff: string): readonly string[] =>
  diff.split(/^(?=diff --git |--- [^\n]*\n\+\+\+ )/m).reduce<string[]>(
    // git says the names twice: `--- a` belongs to the `diff --git` above it.
    (parts, part) => {
      const last = parts.at(-1);
      if (last?.startsWith('diff --git ') === true && part.startsWith('--- '))
        parts[parts.length - 1] = last + part;
      else parts.push(part);
      return parts;
    },
    [],
  );

/** Both names of a file in a diff: the old one stands where it was deleted. */
const pathsOf = (part: string): readonly string[] =>
  [...part.slice(0, part.search(/^@@ /m)).matchAll(/^(?:---|\+\+\+) (.*)$/gm)]
    .map(([, name = '']) => nameOf(name.replace(/\t.*$/, '')))
    .filter((name) => name !== '/dev/null');

/** Without `a/`; git quotes names with signs of their own. */
function nameOf(written: string): string {
  const plain =
    written.startsWith('"') && written.endsWith('"')
      ? unquote(written.slice(1, -1))
      : written;
  return plain.replace(/^[ab]\//, '');
}

const SIGNS: Readonly<Record<string, string>> = { t: '\t', n: '\n' };

/** Undoes git's quoting: `\303\274` are the bytes of one letter. */
function unquote(text: string): string {
  const bytes = text
    .replaceAll('%', '%25')
    .replace(
      /\\([0-7]{3})/g,
      (_, octal: string) =>
        `%${Number.parseInt(octal, 8).toString(16).padStart(2, '0')}`,
    )
    .replace(/\\(.)/g, (_, sign: string) => SIGNS[sign] ?? sign);
  try {
    return decodeURIComponent(bytes);
  } catch {
    // Bytes that are no UTF-8: such a name is nowhere else either.
    return text;
  }
}

type WholeHunk = {
  readonly head: string;
  readonly from: number;
  readonly to: number;
  readonly lines: readonly HunkLine[];
};

function readHunks(part: string): readonly WholeHunk[] {
  return part
    .split(/^(?=@@ )/m)
    .slice(1)
    .map((text) => {
      const [head = '', ...rest] = text.split('\n');
      const from = Number(/\+(\d+)/.exec(head)?.[1] ?? '1');
      let number = from;
      const lines = rest
        .filter((line) => /^[ +-]/.test(line))
        .map((line): HunkLine => {
          const sign = line[0] === '+' ? '+' : line[0] === '-' ? '-' : ' ';
          const at = sign === '-' ? null : number;
          if (sign !== '-') number += 1;
          return { sign, number: at, text: line.slice(1) };
        });
      return { head, from, to: number - 1, lines };
    });
}

const distance = ({ from, to }: WholeHunk, line: number): number =>
  Math.max(0, from - line, line - to);

function cutAround(
  hunk: WholeHunk | undefined,
  line: number | null,
): Hunk | null {
  if (hunk === undefined) return null;
  const { head, lines } = hunk;
  const meant =
    line === null
      ? -1
      : lines.findIndex(({ number }) => number !== null && number >= line);
  const at = meant === -1 && line !== null ? lines.length - 1 : meant;
  const shown =
    line === null
      ? lines.slice(0, MOST_LINES)
      : lines.slice(Math.max(0, at - AROUND), at + AROUND + 1);
  return { head, lines: shown, left: lines.length - shown.length };
}

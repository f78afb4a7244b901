const OPENING = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/;
const CLOSING = /^ {0,3}(`{3,}|~{3,})\s*$/;

/**
 * The lines of fenced code in Markdown, fences included. A fence that nothing
 * closes hides nothing here: a person who forgot to close one goes on to have
 * a document. `endOfPart` names the last line of a part that begins at a line
 * and is to be passed over whole; null where none does.
 */
export function findFenced(
  lines: readonly string[],
  endOfPart: (at: number) => number | null,
): ReadonlySet<number> {
  const fenced = new Set<number>();
  for (let at = 0; at < lines.length; at++) {
    const end = endOfPart(at);
    if (end !== null) {
      at = end;
      continue;
    }
    const [, ticks, tildes] = OPENING.exec(trimmed(lines[at])) ?? [];
    const fence = ticks ?? tildes;
    const close =
      fence === undefined ? null : findClose(lines, { at, fence, endOfPart });
    if (close === null) continue;
    for (let i = at; i <= close; i++) fenced.add(i);
    at = close;
  }
  return fenced;
}

type Opened = {
  readonly at: number;
  readonly fence: string;
  readonly endOfPart: (at: number) => number | null;
};

function findClose(
  lines: readonly string[],
  { at: opening, fence, endOfPart }: Opened,
): number | null {
  for (let at = opening + 1; at < lines.length; at++) {
    const end = endOfPart(at);
    if (end !== null) at = end;
    else if (CLOSING.exec(trimmed(lines[at]))?.[1]?.startsWith(fence) === true)
      return at;
  }
  return null;
}

const trimmed = (line: string | undefined): string => (line ?? '').trimEnd();

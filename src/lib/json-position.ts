/** A 1-based place in a text. */
export type Place = { readonly line: number; readonly column: number };

/** Where a text stops being JSON, and what was expected there. */
export type JsonFault = { readonly offset: number; readonly message: string };

/** One step on the way to a value: an object's key or an array's index. */
type Frame = {
  readonly isObject: boolean;
  step: string;
  /** Offset of the key, which is what a person looks for. */
  keyAt: number;
};

/** What the scanner may meet next. */
type Expected = 'value' | 'first item' | 'key' | 'first key' | 'end';

type Cursor = { readonly text: string; at: number; expected: Expected };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS = ['true', 'false', 'null'];

/**
 * Finds where a text stops being JSON. The engine's own message names a place
 * only sometimes, and in another way in every version of Node.
 */
export const findJsonFault = (text: string): JsonFault | null =>
  scan(text, () => undefined);

/**
 * Offsets of the values with these paths (`/tasks/3/status`), by path; a value
 * in an object is found at its key. A path that is not there is left out.
 */
export function findJsonPaths(
  text: string,
  paths: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  scan(text, (path, offset) => {
    if (paths.has(path)) found.set(path, offset);
  });
  return found;
}

/** The line and column of an offset. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return {
    line: before.split('\n').length,
    column: before.length - lineStart + 1,
  };
}

/** A key or index as a path spells it (RFC 6901). */
export const escapeStep = (step: string): string =>
  step.replaceAll('~', '~0').replaceAll('/', '~1');

/** Walks the text with a stack of its own: depth is no way to crash it. */
function scan(
  text: string,
  visit: (path: string, offset: number) => void,
): JsonFault | null {
  const cursor: Cursor = { text, at: 0, expected: 'value' };
  const frames: Frame[] = [];
  const paths = [''];
  for (;;) {
    skipBlanks(cursor);
    const frame = frames.at(-1);
    if (cursor.expected === 'end') {
      if (frame === undefined) {
        if (cursor.at === text.length) return null;
        return fault(cursor, 'nothing more');
      }
      const message = afterValue(cursor, frame);
      if (message === 'closed') close(cursor, { frames, paths });
      else if (message !== null) return fault(cursor, message);
      continue;
    }
    if (isClosed(cursor)) {
      close(cursor, { frames, paths });
      continue;
    }
    if (frame?.isObject === true && cursor.expected !== 'value') {
      if (!readKey(cursor, frame)) return fault(cursor, 'a key and a colon');
      continue;
    }
    const path =
      frame === undefined ? '' : `${paths.at(-1) ?? ''}/${frame.step}`;
    visit(path, frame?.isObject === true ? frame.keyAt : cursor.at);
    if (!readValue(cursor, { frames, paths, path }))
      return fault(cursor, 'a value');
  }
}

type Stack = { readonly frames: Frame[]; readonly paths: string[] };

function close(cursor: Cursor, { frames, paths }: Stack): void {
  frames.pop();
  paths.pop();
  cursor.at += 1;
  cursor.expected = 'end';
}

/** An empty object or array ends where its first member could stand. */
function isClosed({ text, at, expected }: Cursor): boolean {
  return (
    (expected === 'first item' && text[at] === ']') ||
    (expected === 'first key' && text[at] === '}')
  );
}

/** Takes a comma; says `closed`, or what was expected instead, or null. */
function afterValue(cursor: Cursor, frame: Frame): string | null {
  const char = cursor.text[cursor.at];
  const end = frame.isObject ? '}' : ']';
  if (char === end) return 'closed';
  if (char !== ',') return `a comma or ${end}`;
  cursor.at += 1;
  cursor.expected = frame.isObject ? 'key' : 'value';
  if (!frame.isObject) frame.step = String(Number(frame.step) + 1);
  return null;
}

function readKey(cursor: Cursor, frame: Frame): boolean {
  const start = cursor.at;
  if (!readString(cursor)) return false;
  const key = JSON.parse(cursor.text.slice(start, cursor.at)) as string;
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== ':') return false;
  cursor.at += 1;
  cursor.expected = 'value';
  frame.step = escapeStep(key);
  frame.keyAt = start;
  return true;
}

function readValue(
  cursor: Cursor,
  { frames, paths, path }: Stack & { readonly path: string },
): boolean {
  const char = cursor.text[cursor.at];
  if (char === '{' || char === '[') {
    const isObject = char === '{';
    frames.push({ isObject, step: '0', keyAt: cursor.at });
    paths.push(path);
    cursor.at += 1;
    cursor.expected = isObject ? 'first key' : 'first item';
    return true;
  }
  cursor.expected = 'end';
  if (char === '"') return readString(cursor);
  return readWord(cursor) || readNumber(cursor);
}

function readWord(cursor: Cursor): boolean {
  const word = WORDS.find((each) => cursor.text.startsWith(each, cursor.at));
  cursor.at += word?.length ?? 0;
  return word !== undefined;
}

function readNumber(cursor: Cursor): boolean {
  NUMBER.lastIndex = cursor.at;
  const match = NUMBER.exec(cursor.text);
  cursor.at += match?.[0].length ?? 0;
  return match !== null;
}

/** Char by char: one expression over a string of megabytes overflows. */
function readString(cursor: Cursor): boolean {
  const { text } = cursor;
  if (text[cursor.at] !== '"') return false;
  for (let at = cursor.at + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') {
      cursor.at = at + 1;
      return true;
    }
    if (char < ' ') break;
    if (char !== '\\') continue;
    const isUnicode = /^u[\da-fA-F]{4}/.test(text.slice(at + 1, at + 6));
    if (!isUnicode && !'"\\/bfnrt'.includes(text[at + 1] ?? '?')) break;
    at += 1;
  }
  return false;
}

function skipBlanks(cursor: Cursor): void {
  while (' \t\n\r'.includes(cursor.text[cursor.at] ?? '?')) cursor.at += 1;
}

function fault({ text, at }: Cursor, expected: string): JsonFault {
  const got =
    at >= text.length
      ? 'the end of the text'
      : JSON.stringify(text.slice(at, at + 12));
  return { offset: at, message: `expected ${expected}, got ${got}` };
}

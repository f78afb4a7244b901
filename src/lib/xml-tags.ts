/** One tag of an XML text, in order. */
export type XmlTag =
  | {
      readonly type: 'open';
      readonly name: string;
      readonly attributes: ReadonlyMap<string, string>;
      /** `<a/>`: no closing tag follows. */
      readonly isEmpty: boolean;
    }
  | { readonly type: 'close'; readonly name: string }
  /** Not XML from here on; nothing follows. */
  | { readonly type: 'broken' };

const BROKEN: XmlTag = { type: 'broken' };

/** What has no tags in it that count: where it begins and ends. */
const SKIPPED = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

const CLOSE = /<\/([^\s<>/]+)\s*>/;
const OPEN =
  /<([^\s<>/!?]+)((?:\s+[^\s<>/="']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/;
const ATTRIBUTE = /([^\s="']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * Reads the tags of an XML text and nothing else of it. Entities of a document
 * type are never expanded, so that a small file cannot become a large one; a
 * document type itself is taken for broken.
 */
export function* xmlTags(text: string): Generator<XmlTag, void> {
  const patterns = {
    open: new RegExp(OPEN, 'y'),
    close: new RegExp(CLOSE, 'y'),
  };
  let at = text.indexOf('<');
  while (at !== -1) {
    const end = endOfSkipped(text, at);
    if (end === null) {
      const read = readTag(text, at, patterns);
      yield read?.tag ?? BROKEN;
      if (read === null) return;
      at = text.indexOf('<', read.end);
    } else if (end === -1) {
      yield BROKEN;
      return;
    } else at = text.indexOf('<', end);
  }
}

/** Where a comment, text or instruction ends; -1 = nowhere, null = it is none. */
function endOfSkipped(text: string, at: number): number | null {
  const found = SKIPPED.find(([begin]) => text.startsWith(begin, at));
  if (found === undefined) return null;
  const [begin, end] = found;
  const place = text.indexOf(end, at + begin.length);
  return place === -1 ? -1 : place + end.length;
}

function readTag(
  text: string,
  at: number,
  patterns: { readonly open: RegExp; readonly close: RegExp },
): { readonly tag: XmlTag; readonly end: number } | null {
  const isClosing = text[at + 1] === '/';
  const pattern = isClosing ? patterns.close : patterns.open;
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  if (found === null) return null;
  const [, name = '', attributes = '', slash = ''] = found;
  const end = pattern.lastIndex;
  return isClosing
    ? { tag: { type: 'close', name }, end }
    : {
        tag: {
          type: 'open',
          name,
          attributes: readAttributes(attributes),
          isEmpty: slash !== '',
        },
        end,
      };
}

const readAttributes = (text: string): Map<string, string> =>
  new Map(
    Array.from(text.matchAll(ATTRIBUTE), ([, name = '', double, single]) => [
      name,
      decode(double ?? single ?? ''),
    ]),
  );

const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

const decode = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, ...found) => {
    const [decimal, hex, name] = found as (string | undefined)[];
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = Number.parseInt(decimal ?? hex ?? '', hex ? 16 : 10);
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });

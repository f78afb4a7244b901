import { readId } from './ids.ts';
import type { IdRead } from './ids.ts';

/** The start of a task line or heading, taken apart. */
export type Head = {
  readonly id: IdRead | null;
  readonly title: string;
  /** `(P)` or `[P]`. */
  readonly parallel: boolean;
  /** A star behind the number or a word like `(optional)`. */
  readonly optional: boolean;
  /** `[US1]` and the like. */
  readonly story: string | null;
  /** `(MANUAL …)`: for a person. */
  readonly manual: boolean;
  /** ✅ before or after the title. */
  readonly checked: boolean;
};

const FLAG =
  /^(?:\((P)\)|\[(P)\]|\[((?:US|Story)[ -]?\d+)\]|`\[(P)\]`)(?=$|[\s:.*_])/iu;
const DECOR =
  /^(?:<a\b[^>]{0,200}>\s*(?:<\/a>)?|<!--[^>]{0,200}-->|(?:\*\*|__)(?=\S)|[✅☑✔🔲⬜⏳🔄🚧❌]\uFE0F?)\s*/u;
const OPTIONAL =
  /(?:optional|可选|可選|オプション|任意|opcional|optionnel(?:le)?|opzionale|необязательно|опционально|opsiyonel|isteğe bağlı|선택)(?!\p{L})/iu;
const MANUAL =
  /(?:manual(?:ly)?|human|手動|人工|手动|manuel|вручную)(?!\p{L})/iu;
const DONE_SIGN = /[✅☑✔]\uFE0F?/u;

/** Takes a title apart: decoration, flags and id in any order, then the words. */
export function readHead(text: string): Head {
  const start = { parallel: false, story: null as string | null, star: false };
  let rest = text.trim();
  let id: IdRead | null = null;
  let bold = false;
  for (let step = 0; step < 12; step += 1) {
    const next = takeDecor(rest) ?? takeFlag(rest, start);
    if (next !== null) {
      bold ||= /^(?:\*\*|__)/.test(rest);
      rest = next;
      continue;
    }
    if (id !== null) break;
    id = readId(rest);
    if (id === null) break;
    rest = afterId(id.rest, start);
  }
  const words = withoutBold(
    bold && id !== null ? rest.replace(/(?:\*\*|__)/, '') : rest,
  );
  const title = words
    .replace(/^[.:：]\s+|\s*<!--.{0,200}?-->\s*$/gu, '')
    .trim();
  return {
    id,
    title: title.replace(/\s*[✅☑✔]\uFE0F?$/u, '').trim(),
    parallel: start.parallel,
    optional: start.star || isMarked(title, OPTIONAL),
    story: start.story,
    manual: isMarked(title, MANUAL),
    checked:
      DONE_SIGN.test(text.trim().slice(0, 3)) || /[✅☑✔]\uFE0F?$/u.test(title),
  };
}

function takeDecor(text: string): string | null {
  const match = DECOR.exec(text);
  return match === null || match[0] === '' ? null : text.slice(match[0].length);
}

function takeFlag(
  text: string,
  into: { parallel: boolean; story: string | null },
): string | null {
  const match = FLAG.exec(text);
  if (match === null) return null;
  const story = match[3];
  if (story === undefined) into.parallel = true;
  else into.story = story;
  return text.slice(match[0].length).trimStart();
}

/** What follows an id: its dot, its star, the end of its bold, a dash. */
function afterId(text: string, into: { star: boolean }): string {
  let rest = text.replace(/^[.:：。]?(?:\*\*|__)?[.:：)）]?/u, '');
  const star = /^\\?\*(?!\*)(?=\s|$)/.exec(rest);
  if (star !== null) {
    into.star = true;
    rest = rest.slice(star[0].length);
  }
  rest = rest.replace(/^(?:\*\*|__)(?=\s|$|[:：])/, '').trimStart();
  return rest.replace(/^(?:[—–]|-(?=\s)|[:：])\s*/u, '').trimStart();
}

/**
 * Whether a title is marked with a word, not merely about it: in brackets at
 * its end, or before a colon or in brackets at its start.
 */
function isMarked(title: string, word: RegExp): boolean {
  if (!word.test(title)) return false;
  const text = title.replace(/[*_`]/g, '').trim();
  const end = text.slice(-400);
  const opening = /^[([（【]([^()[\]（）【】]{1,40})[)\]）】]/u.exec(text)?.[1];
  if (opening !== undefined && startsWith(opening, word)) return true;
  const label = /^([^:：]{1,20})[:：]/u.exec(text)?.[1] ?? '';
  if (startsWith(label, word) && label.replace(word, '').trim() === '')
    return true;
  const groups =
    /(?:\s*[([（【][^()[\]（）【】]{1,120}[)\]）】])+[\s.。:：]*$/u.exec(end);
  return (groups?.[0] ?? '')
    .split(/[([（【]/u)
    .some((group) => startsWith(group, word));
}

function startsWith(text: string, word: RegExp): boolean {
  const found = word.exec(text);
  return (
    found !== null &&
    /^\s*(?:\p{L}+[:：]\s*)?$/u.test(text.slice(0, found.index))
  );
}

/** Takes pairs of bold marks off, leaving code spans alone. */
function withoutBold(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, i) =>
      i % 2 === 1 ? part : part.replace(/\*\*([^*]+)\*\*/g, '$1'),
    )
    .join('');
}

/**
 * A short stable name for a place and a matter, so that the same finding is
 * known again when it is written with other punctuation, case or line numbers.
 */
export function fingerprint(parts: readonly string[]): string {
  const text = parts
    .map((part) =>
      part
        .toLowerCase()
        .replaceAll(/\d+/gu, '#')
        .replaceAll(/[^\p{L}#/.]+/gu, ' ')
        .trim(),
    )
    .join('\n');
  return contentHash(text);
}

/** A short name for exactly this text; not for secrets. */
export const contentHash = (text: string): string =>
  fnv1a(text) + fnv1a(`${text}\n`);

/** FNV-1a, 32 bits, as 8 hex digits (http://www.isthe.com/chongo/tech/comp/fnv). */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) {
    hash ^= text.charCodeAt(place);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

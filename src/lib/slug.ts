const LONGEST = 120;
const KEPT_OF_LONG = 100;

const encode = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');

/** FNV-1a: tells two long texts apart, no more. */
const shortHash = (text: string): string => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
};

/**
 * Text as one name of a git ref and of a folder: `[A-Za-z0-9._-]`, all else as
 * `=XX`, so that different texts never share a name. Git takes no leading,
 * doubled or trailing dot and no trailing `.lock`; file systems take 255 bytes.
 */
export const slug = (text: string): string => {
  if (text === '') return '=';
  const encoded = text
    .replace(/[^A-Za-z0-9._-]+/g, encode)
    .replace(/^\./, '=2E')
    .replace(/(?<=\.)\./g, '=2E')
    .replace(/\.$/, '=2E')
    .replace(/\.(?=lock$)/i, '=2E');
  return encoded.length <= LONGEST
    ? encoded
    : `${encoded.slice(0, KEPT_OF_LONG)}==${shortHash(text)}`;
};

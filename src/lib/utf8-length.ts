/** Bytes of a text as UTF-8: what services limit is bytes, not letters. */
export const utf8Length = (text: string): number =>
  new TextEncoder().encode(text).byteLength;

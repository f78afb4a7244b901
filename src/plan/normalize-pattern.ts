/**
 * One spelling for patterns that say the same: no `./`, no doubled slash, the
 * whole workdir as a glob. Empty text names nothing and stays empty.
 */
export function normalizePattern(text: string, foldCase: boolean): string {
  const plain = ODD.test(text) ? straighten(text) : text;
  // Classes are folded where they are read: `[Z-a]` means more in lower case.
  return foldCase && !plain.includes('[') ? plain.toLowerCase() : plain;
}

/** Nearly every path is straight already: this is asked for each pair. */
const ODD = /[^!-~]|\.\/|\/\/|^\/|\/$|\/[,}]|^\.?$|\/\.$/;

function straighten(text: string): string {
  const trimmed = text.trim().normalize('NFC');
  if (trimmed === '') return '';
  const plain = trimmed
    .replace(/(^|[/{,])(?:\.?\/)+/g, '$1')
    .replace(/\/\.$/, '/')
    // A slash at the end says that this is a folder.
    .replace(/\/(?=$|[,}])/g, '/**');
  return plain === '' || plain === '.' ? '**' : plain;
}

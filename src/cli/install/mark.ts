import { createHash } from 'node:crypto';

const SAYS =
  'Written by orchestration-loop install, which replaces it while it is unchanged. sha256';
const MARK = new RegExp(`^(?:<!--|#) ${SAYS} ([0-9a-f]{64})(?: -->)?\n?$`, 'm');

/** Whose a file is: as we wrote it (this version or another), ours but edited, or somebody else's. */
export type Ownership = 'unchanged' | 'changed' | 'foreign';

/**
 * A text with a last line that holds its hash, so that any later version can
 * tell its own files from those that a person has changed.
 */
export function withMark(text: string, path: string): string {
  const line = `${SAYS} ${hashOf(text)}`;
  return `${text}${path.endsWith('.toml') ? `# ${line}` : `<!-- ${line} -->`}\n`;
}

/** Reads the mark; line ends do not count, since git may turn them on checkout. */
export function ownershipOf(content: string): Ownership {
  const text = content.replaceAll('\r\n', '\n');
  const mark = MARK.exec(text);
  if (mark === null) return 'foreign';
  const isLast = mark.index + mark[0].length === text.length;
  const isWhole = mark[1] === hashOf(text.slice(0, mark.index));
  return isLast && isWhole ? 'unchanged' : 'changed';
}

const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex');

import { err, ok, type Result } from '../lib/result.ts';

/**
 * Takes a path or glob of a manifest as others wrote it: relative to the
 * workdir and staying in it, or the reason why it cannot be used.
 */
export function readManifestPath(text: string): Result<string, string> {
  const path = text.trim().replace(/^(?:\.\/+)+/, '');
  const reason = REFUSED.find(([pattern]) => pattern.test(path))?.[1];
  return reason === undefined ? ok(path) : err(reason);
}

/** Why a path is refused, by what it looks like. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'it is empty'],
  [/[\u0000-\u001f\u007f]/, 'it has control characters'],
  [/^[a-z]:/i, 'it begins with a drive letter'],
  [/^[a-z][a-z0-9+.-]*:\/\//i, 'it is an address'],
  [/^[/\\]/, 'it is absolute'],
  [/^~/, 'it begins with a home folder'],
  [/^!/, 'it is an exclusion'],
  [/(^|[/\\{,])\.\.($|[/\\},])/, 'it leaves the folder with ".."'],
  [/(^|[/\\{,])\.git($|[/\\},])/i, 'it names the repository itself'],
  [/^.{1001}/, 'it is longer than 1,000 characters'],
];

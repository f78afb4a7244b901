import { posix } from 'node:path';

const CREDENTIAL = [
  /^\.env(\..+)?$/i,
  /\.(pem|p12|pfx|jks|keystore|ppk|kdbx)$/i,
  /(^|[._-])private[._-]?key/i,
  /\.key$/i,
  /^id_(rsa|dsa|ecdsa|ed25519)$/,
  /^\.(netrc|pgpass|pypirc|htpasswd|git-credentials)$/,
  /^(service[._-]?account|client_secret|credentials)([._-].*)?\.json$/i,
];
const EXAMPLE = /\.(example|sample|template|dist|defaults?|schema)$/i;

const JUNK_FILE = [
  /^\.DS_Store$/,
  /^Thumbs\.db$/i,
  /^desktop\.ini$/i,
  /\.sw[nop]$/,
  /~$/,
  /^\.#/,
  /\.pyc$/,
  /^core\.\d+$/,
  /^(npm|yarn|pnpm)-(debug|error)\.log/,
];
const JUNK_FOLDER = [
  'node_modules',
  '__pycache__',
  '.pytest_cache',
  '.mypy_cache',
  '.ruff_cache',
  '.nyc_output',
  '.pnpm-store',
];

/** A new file or folder that is not taken into a unit's work. */
export type LeftOut = {
  readonly path: string;
  readonly reason: 'looks like a credential file' | 'junk';
};

/** The folder of a path that is junk as a whole. */
const junkFolder = (path: string): string | null => {
  const parts = path.split('/');
  const at = parts.slice(0, -1).findIndex((part) => JUNK_FOLDER.includes(part));
  return at === -1 ? null : parts.slice(0, at + 1).join('/');
};

const judge = (path: string): LeftOut | null => {
  const folder = junkFolder(path);
  if (folder !== null) return { path: folder, reason: 'junk' };
  const name = posix.basename(path);
  if (JUNK_FILE.some((pattern) => pattern.test(name)))
    return { path, reason: 'junk' };
  const isCredential =
    CREDENTIAL.some((pattern) => pattern.test(name)) && !EXAMPLE.test(name);
  return isCredential ? { path, reason: 'looks like a credential file' } : null;
};

/**
 * The junk and the credentials among new files, which `git add -A` would
 * commit. What the manifest names is taken: somebody meant it. A junk folder
 * is one entry, whatever it holds: git compares every file with every entry.
 */
export const findLeftOut = (
  paths: readonly string[],
  writes: readonly string[],
): readonly LeftOut[] => {
  const named = new Set(writes);
  const found = new Map<string, LeftOut>();
  for (const path of paths) {
    if (named.has(path)) continue;
    const leftOut = judge(path);
    if (leftOut !== null) found.set(leftOut.path, leftOut);
  }
  return [...found.values()];
};

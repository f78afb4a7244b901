import { posix } from 'node:path';
import { overlaps } from '../../plan/overlap.ts';

const CREDENTIAL = [
  /^\.env(\..+)?$/i,
  /\.(pem|p12|pfx|jks|keystore|ppk|kdbx|p8)$/i,
  /(^|[._-])private[._-]?key/i,
  /\.key$/i,
  /^id_(rsa|dsa|ecdsa|ed25519)(_sk)?(?!.*\.pub$)/,
  /^\.(netrc|pgpass|my\.cnf|pypirc|htpasswd|git-credentials|dockercfg)$/,
  /^(service[._-]?account|client_secret|credentials)([._-].*)?\.json$/i,
];
const EXAMPLE = /\.(example|sample|template|dist|defaults?|schema)$/i;

const JUNK_FILE = [
  /^\.DS_Store$/,
  /^Thumbs\.db$/i,
  /^desktop\.ini$/i,
  // Editors: swap, backup and lock files.
  /\.sw[a-p]$/,
  /\.un~$/,
  /~$/,
  /^\.#/,
  /^#.*#$/,
  /\.(bak|tmp|orig|rej)$/i,
  /\.py[co]$/,
  // Dumps of what crashed.
  /^(vg)?core(\.\d+)?$/,
  /\.(core|dmp|stackdump)$/i,
  /^hs_err_pid\d+/,
  /\.log(\.\d+)?$/i,
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

/** Whether a path lies in a folder that nobody means to commit. */
export const isInJunkFolder = (path: string): boolean =>
  junkFolder(path) !== null;

/** Whether a file is named as files with keys and passwords are. */
export const isCredentialName = (path: string): boolean => {
  const name = posix.basename(path);
  return (
    CREDENTIAL.some((pattern) => pattern.test(name)) && !EXAMPLE.test(name)
  );
};

const judge = (path: string): LeftOut | null => {
  const folder = junkFolder(path);
  if (folder !== null) return { path: folder, reason: 'junk' };
  const name = posix.basename(path);
  if (JUNK_FILE.some((pattern) => pattern.test(name)))
    return { path, reason: 'junk' };
  return isCredentialName(path)
    ? { path, reason: 'looks like a credential file' }
    : null;
};

/** Whether a glob speaks of such files: `fixtures/*.log` does, `fixtures/**` takes whatever comes. */
const means = (pattern: string, path: string): boolean => {
  const last = posix.basename(pattern);
  const isSpecific = /[*?[{]/.test(last) && /[^*?]/.test(last);
  return isSpecific && overlaps(pattern, path);
};

/**
 * The junk and the credentials among new files, which `git add -A` would
 * commit. What the manifest names is taken: somebody meant it; a credential
 * has to be named to the letter. A junk folder is one entry, whatever it
 * holds: git compares every file with every entry.
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
    if (leftOut === null) continue;
    const isJunkFile = leftOut.reason === 'junk' && leftOut.path === path;
    if (isJunkFile && writes.some((pattern) => means(pattern, path))) continue;
    found.set(leftOut.path, leftOut);
  }
  return [...found.values()];
};

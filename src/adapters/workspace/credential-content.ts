import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeftOut } from './left-out.ts';

/** A key file says so in its first line, however it is called. */
const PRIVATE_KEY = /^\s*-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/;

/** Files that hold settings, and sometimes a token among them; not one from the environment. */
const TOKENS: readonly (readonly [path: RegExp, token: RegExp])[] = [
  [
    /(^|\/)\.npmrc$/,
    /^[^#;\n]*_(?:authToken|auth|password)\s*=\s*["']?(?!\$\{)[^\s"']/m,
  ],
  [
    /(^|\/)\.yarnrc\.yml$/,
    /npmAuth(?:Token|Ident)["']?\s*:\s*["']?(?!\$\{)[^\s"']/,
  ],
  [
    /(^|\/)\.docker(?:\/config\.json|configjson)$/,
    /"(?:auth|identitytoken)"\s*:\s*"[^"]/,
  ],
  [/(^|\/)(?:pip\.conf|pip\.ini|\.condarc)$/, /:\/\/[^\s/:@]+:(?!\$)[^\s/@]+@/],
];

const READ_BYTES = 64 * 1024;
const FIRST_BYTES = 256;

const readStart = async (path: string, bytes: number): Promise<string> => {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(bytes),
      0,
      bytes,
    );
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
};

const holdsCredential = async (path: string): Promise<boolean> => {
  // Opening a pipe would wait for somebody to write to it.
  if (!(await lstat(path)).isFile()) return false;
  const token = TOKENS.find(([pattern]) => pattern.test(path))?.[1];
  const text = await readStart(path, token ? READ_BYTES : FIRST_BYTES);
  return PRIVATE_KEY.test(text) || token?.test(text) === true;
};

/** New files that are credentials by what stands in them. */
export const findCredentials = async (
  root: string,
  paths: readonly string[],
): Promise<readonly LeftOut[]> => {
  const found: LeftOut[] = [];
  for (const path of paths) {
    // A file without rights, or one that is gone by now.
    const isOne = await holdsCredential(join(root, path)).catch(() => false);
    if (isOne) found.push({ path, reason: 'looks like a credential file' });
  }
  return found;
};

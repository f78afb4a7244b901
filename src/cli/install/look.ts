import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { hasCode } from '../../adapters/store/file-system.ts';
import { unreachable } from '../../lib/unreachable.ts';
import { ownershipOf } from './mark.ts';
import { makeText } from './make-text.ts';
import type { Place } from './places.ts';
import type { ToolFile, ToolName } from './tools.ts';

/** A file that a tool gets, and where. */
export type Target = {
  readonly tool: ToolName;
  readonly file: ToolFile;
  readonly place: Place;
  readonly path: string;
};

/** What is at a target now. */
export type Found =
  | { readonly status: 'absent' }
  /** Ours, and just what would be written. */
  | { readonly status: 'same' }
  /** Ours and untouched, of another version. */
  | { readonly status: 'older' }
  /** Nothing that is replaced or removed unasked; `why` goes on from the path. */
  | { readonly status: 'changed' | 'foreign'; readonly why: string }
  /** Nothing that can be written to at all. */
  | { readonly status: 'blocked'; readonly why: string };

/** Looks at a target without touching or following anything out of its place. */
export function lookAt({ path, place, file }: Target): Found {
  const why = findObstacle(dirname(path), place);
  if (why !== null) return { status: 'blocked', why };
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return { status: 'absent' };
  if (entry.isSymbolicLink()) return { status: 'foreign', why: 'is a link' };
  if (!entry.isFile()) return { status: 'blocked', why: 'is no file' };
  const content = readFileSync(path, 'utf8');
  const ownership = ownershipOf(content);
  switch (ownership) {
    case 'unchanged':
      return {
        status: content === makeText(file.template) ? 'same' : 'older',
      };
    case 'changed':
      return { status: 'changed', why: 'was changed since it was installed' };
    case 'foreign':
      return { status: 'foreign', why: 'is not from orchestration-loop' };
    default:
      return unreachable(ownership);
  }
}

/** Why nothing can be put into a folder, from the nearest part of it that is there. */
function findObstacle(folder: string, place: Place): string | null {
  try {
    const real = realpathSync(folder);
    if (!statSync(real).isDirectory()) return `cannot be: ${folder} is a file`;
    // Above its root a place is wherever its owner says it is.
    if (!isWithin(folder, place.root)) return null;
    return place.bounds.some((bound) => isWithin(real, realOf(bound)))
      ? null
      : `would be out of ${place.root}: ${folder} is a link to ${real}`;
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
    // A link to nowhere is there, though what it leads to is not.
    return lstatSync(folder, { throwIfNoEntry: false }) === undefined
      ? findObstacle(dirname(folder), place)
      : `cannot be: ${folder} is a link to nowhere`;
  }
}

/** The folder itself, or the same where it is not there yet. */
const realOf = (folder: string): string =>
  lstatSync(folder, { throwIfNoEntry: false }) === undefined
    ? folder
    : realpathSync(folder);

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === sep ? sep : folder + sep);

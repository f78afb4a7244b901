import { lstatSync } from 'node:fs';
import { UserError } from '../../model/user-error.ts';

/**
 * Refuses to keep anything behind a link: a repository that brings one along
 * would choose which of the user's files are read, written and removed.
 */
export function refuseLinks(paths: readonly string[]): void {
  for (const path of paths) {
    if (!isLink(path)) continue;
    throw new UserError(`${path} is a link: nothing of a run is kept there.`, {
      hint: 'See where it leads. If you put it there, move what it leads to in its place; else remove it.',
    });
  }
}

/** Whether a link is there, wherever it leads. */
export function isLink(path: string): boolean {
  try {
    return (
      lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
    );
  } catch {
    // Too long, or not to be reached: whoever uses it says so.
    return false;
  }
}

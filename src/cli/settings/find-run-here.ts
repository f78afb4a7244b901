import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { knownSpecs } from '../../adapters/store/known-specs.ts';
import type { KnownSpec } from '../../adapters/store/known-specs.ts';
import { peekLease } from '../../adapters/store/lease.ts';
import { usageError, UserError } from '../../model/user-error.ts';
import { shellWord } from '../../view/shell-word.ts';

/** A run by its workdir and its spec. */
type Found = { readonly workdir: string; readonly spec: string };

/**
 * The run that somebody in a folder means without naming it: the one of the
 * nearest folder above that keeps any, of several the one that runs. A linked
 * worktree stands for its place in the main checkout. Reads names only.
 */
export function findRunHere(here: string, workdir?: string): Found {
  const start = realFolder(resolve(here, workdir ?? '.'));
  const folders = workdir === undefined ? placesAbove(start) : [start];
  for (const folder of folders) {
    const specs = knownSpecs(folder).flatMap((known) =>
      known.specPath !== null && existsSync(known.journal)
        ? [{ ...known, specPath: known.specPath }]
        : [],
    );
    if (specs.length > 0) return choose(specs, folder, here);
  }
  throw usageError(
    'neither --spec nor --state is given, and no run was started here or in a folder above',
    'orchestration-loop --spec .kiro/specs/my-feature starts one.',
  );
}

function realFolder(path: string): string {
  if (!existsSync(path))
    throw new UserError(`There is no such folder: ${path}`);
  return realpathSync(path);
}

type Started = KnownSpec & { readonly specPath: string };

function choose(
  specs: readonly Started[],
  workdir: string,
  here: string,
): Found {
  const live = specs.filter(({ lock }) => {
    const held = peekLease(lock.leasePath);
    return held !== null && held.holding !== 'dead';
  });
  const [only, ...others] = live.length > 0 ? live : specs;
  if (only !== undefined && others.length === 0) {
    return { workdir, spec: only.specPath };
  }
  const path = relative(realpathSync(here), workdir);
  const place = path === '' ? '' : ` --workdir ${shellWord(path)}`;
  const flags = [only, ...others].flatMap((spec) =>
    spec === undefined ? [] : `  --spec ${shellWord(spec.specPath)}${place}`,
  );
  const what = live.length > 0 ? 'run' : 'were started';
  throw usageError(
    `several specs ${what} here: which one is meant?\n${flags.join('\n')}`,
    'Add one of these to the command.',
  );
}

/** A folder and all above it, then the same in the main checkout. */
function placesAbove(start: string): readonly string[] {
  const above = upwards(start);
  const linked = above.flatMap((folder) => {
    const main = mainCheckoutOf(folder);
    return main === null ? [] : upwards(join(main, relative(folder, start)));
  });
  return [...above, ...linked];
}

const upwards = (folder: string): readonly string[] =>
  dirname(folder) === folder ? [folder] : [folder, ...upwards(dirname(folder))];

/** The folder that a linked worktree was made from; null where it is none. */
function mainCheckoutOf(folder: string): string | null {
  const pointer = firstLine(join(folder, '.git'))?.match(/^gitdir: (.+)$/)?.[1];
  if (pointer === undefined) return null;
  const own = resolve(folder, pointer);
  const common = firstLine(join(own, 'commondir'));
  if (common === null) return null;
  const shared = resolve(own, common);
  return basename(shared) === '.git' ? dirname(shared) : null;
}

/** Null where there is no such file, or a folder of that name. */
function firstLine(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').split('\n', 1)[0] ?? null;
  } catch {
    // Most folders have none, and a checkout has a folder.
    return null;
  }
}

import { posix } from 'node:path';
import { readManifestPath } from '../../plan/manifest-path.ts';
import { UserError } from '../../model/user-error.ts';
import { splitNul, type Git } from './git.ts';
import { fromTop, isWithin, type Layout } from './layout.ts';
import type { WorkspaceOptions } from './options.ts';
import { findEscape, findSource, isFolder } from './sources.ts';

type Key = 'keep' | 'seed' | 'link' | 'copy';
const KEYS: readonly Key[] = ['keep', 'seed', 'link', 'copy'];

const refuse = (key: Key, path: string, reason: string): UserError =>
  new UserError(`worktrees.${key}: ${JSON.stringify(path)} ${reason}.`, {
    hint: 'It takes paths of the workdir, relative to it. Nothing was started.',
  });

const readPath = (key: Key, text: string): string => {
  const read = readManifestPath(text);
  if (!read.ok) throw refuse(key, text, `cannot be used: ${read.error}`);
  const path = posix.normalize(read.value).replace(/\/+$/, '');
  if (path === '.' || path === '')
    throw refuse(key, text, 'is the workdir itself');
  return path;
};

/** The lists with one spelling for each path; a `UserError` for one that leaves the workdir. */
export const normalizeOutfit = <Options extends Pick<WorkspaceOptions, Key>>(
  options: Options,
): Options => ({
  ...options,
  ...Object.fromEntries(
    KEYS.map((key) => [key, options[key].map((path) => readPath(key, path))]),
  ),
});

const checkFolder = async (
  options: WorkspaceOptions,
  key: 'seed' | 'link',
  path: string,
): Promise<string | null> => {
  const source = await findSource(options.workdir, path);
  if (source.type === 'missing')
    return `worktrees.${key}: ${path} is not there, so worktrees start without it.`;
  if (source.type === 'outside')
    throw refuse(key, path, 'is a link that leaves the workdir');
  if (!(await isFolder(source.path))) throw refuse(key, path, 'is no folder');
  if (key === 'seed') return null;
  const escape = await findEscape(source.path);
  if (escape === null) return null;
  throw new UserError(
    `worktrees.link: ${path} holds links that leave it (${JSON.stringify(escape)}): through them every unit would use the main checkout's own files.`,
    { hint: `Copy it instead: worktrees.seed: [${JSON.stringify(path)}].` },
  );
};

/**
 * Holds what worktrees shall get against what is there; reads only. Sentences
 * for the plan, or a `UserError` for what would put a unit's files elsewhere.
 */
export const checkOutfit = async (
  options: WorkspaceOptions,
  layout: Layout,
  git: Git,
): Promise<readonly string[]> => {
  const { seed, link } = normalizeOutfit(options);
  const notes: string[] = [];
  for (const [key, paths] of [
    ['seed', seed],
    ['link', link],
  ] as const)
    for (const path of paths) {
      const top = fromTop(layout, path);
      if (layout.guarded.some((one) => isWithin(one, [top])))
        throw refuse(key, path, 'holds files that no unit may change');
      const listed = await git(['ls-files', '-z', '--', `:(literal)${path}`], {
        cwd: options.workdir,
      });
      if (splitNul(listed.stdout).length > 0)
        throw refuse(key, path, 'has files that git tracks');
      const note = await checkFolder(options, key, path);
      if (note !== null) notes.push(note);
    }
  return notes;
};

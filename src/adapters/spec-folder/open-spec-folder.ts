import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { SpecFiles } from '../../model/spec.ts';
import { UserError } from '../../model/user-error.ts';
import type { SpecFolder } from '../../ports/spec-folder.ts';
import { locateSpec, type SpecLocation } from './locate-spec.ts';
import { writeMarks } from './write-marks.ts';

const OWN_ROLES = new Set(['requirements.md', 'bugfix.md', 'design.md']);
/** Folders of further texts: Spec Kitty's work packages, OpenSpec's requirements. */
const FURTHER_FOLDERS = ['tasks', 'specs'];
const LARGEST_EXTRA_BYTES = 2 * 1024 * 1024;

const isNoEntry = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR');

const isWithin = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(sep)[0] !== '..';
};

/**
 * A text of the spec, which agents are given: a link that leads to anything
 * else of the user's is refused, and so is what is no file.
 */
const readOrNull = async (
  file: string,
  bounds: readonly string[],
): Promise<string | null> => {
  try {
    const [real, ...folders] = await Promise.all(
      [file, ...bounds].map((path) => realpath(path)),
    );
    if (real !== undefined && !folders.some((each) => isWithin(real, each)))
      throw new Error('it is a link that leads out of the workdir');
    const found = await stat(file);
    if (!found.isFile() && !found.isDirectory())
      throw new Error('it is no file');
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isNoEntry(error)) return null;
    throw new UserError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      {
        hint: 'Make it a file that you may read, then start again.',
        cause: error,
      },
    );
  }
};

const listMarkdown = async (
  root: string,
  folder: string,
  depth: number,
): Promise<readonly string[]> => {
  const entries = await readdir(join(root, folder), {
    withFileTypes: true,
  }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && depth > 0)
      found.push(...(await listMarkdown(root, path, depth - 1)));
    else if (entry.isFile() && entry.name.endsWith('.md')) found.push(path);
  }
  return found.sort();
};

const readExtra = async (
  location: SpecLocation,
  bounds: readonly string[],
): Promise<Readonly<Record<string, string>>> => {
  const { folder, tasksFile } = location;
  const listed = [
    ...(await listMarkdown(folder, '', 0)),
    ...(
      await Promise.all(
        FURTHER_FOLDERS.map((name) => listMarkdown(folder, name, 1)),
      )
    ).flat(),
  ].filter((path) => path !== tasksFile && !OWN_ROLES.has(path));
  const texts = new Map<string, string>();
  for (const path of listed) {
    const { size } = await stat(join(folder, path));
    if (size > LARGEST_EXTRA_BYTES) continue;
    texts.set(path, (await readOrNull(join(folder, path), bounds)) ?? '');
  }
  return Object.fromEntries(texts);
};

const readSpec = async (
  location: SpecLocation,
  workdir: string,
): Promise<SpecFiles> => {
  const { folder, tasksFile, path, name } = location;
  const bounds = [workdir, folder];
  const text = (file: string): Promise<string | null> =>
    readOrNull(join(folder, file), bounds);
  const tasks = await text(tasksFile);
  if (tasks === null)
    throw new UserError(`${join(folder, tasksFile)} is gone.`, {
      hint: 'Put it back and start again: the run goes on where it stopped.',
    });
  const first = async (...names: readonly string[]): Promise<string | null> => {
    for (const name of names) {
      const found = await text(name);
      if (found !== null) return found;
    }
    return null;
  };
  // spec-kit and Spec Kitty write spec.md and plan.md.
  const [requirements, bugfix, design, config] = await Promise.all([
    first('requirements.md', 'spec.md'),
    first('bugfix.md'),
    first('design.md', 'plan.md'),
    first('.config.kiro', 'spec.json'),
  ]);
  return {
    path,
    name,
    tasksFile,
    tasks,
    requirements,
    bugfix,
    design,
    config,
    extra: await readExtra(location, bounds),
  };
};

/** A spec folder with the one absolute root it is read through. */
export type OpenSpecFolder = SpecFolder & {
  readonly root: string;
  readonly location: SpecLocation;
};

/**
 * Opens the spec a person named by its folder or its task list; throws a
 * `UserError` that says what is missing.
 */
export const openSpecFolder = async (
  given: string,
  workdir: string,
): Promise<OpenSpecFolder> => {
  const location = locateSpec(workdir, given);
  const tasks = join(location.folder, location.tasksFile);
  let last: Promise<unknown> = Promise.resolve();
  return {
    root: location.folder,
    location,
    read: () => readSpec(location, workdir),
    // One at a time: two rewrites at once would lose the marks of one.
    tick: (marks) => {
      const next = last.then(() => writeMarks(tasks, marks));
      last = next.catch(() => undefined);
      return next;
    },
  };
};

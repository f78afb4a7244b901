import { realpathSync, statSync, type Stats } from 'node:fs';
import {
  basename,
  dirname,
  isAbsolute,
  join,
  relative,
  resolve,
  sep,
} from 'node:path';
import { UserError } from '../../model/user-error.ts';
import { specsNear } from './specs-near.ts';

/** A spec that is there; every later read goes through `folder`. */
export type SpecLocation = {
  /** Absolute. */
  readonly folder: string;
  /** The folder relative to the workdir with `/`; absolute where it lies outside. */
  readonly path: string;
  readonly name: string;
  /** File name of the task list, `tasks.md`. */
  readonly tasksFile: string;
};

const TASKS_FILE = 'tasks.md';

const look = (path: string): Stats | null =>
  statSync(path, { throwIfNoEntry: false }) ?? null;

const lookOrRefuse = (path: string, given: string): Stats | null => {
  try {
    return look(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`${given} cannot be read: ${why}`, {
      hint: 'Name a folder that you may read.',
      cause: error,
    });
  }
};

/** The folder that paths are relative to; a run cannot be anywhere else. */
const rootOf = (workdir: string): string => {
  if (lookOrRefuse(workdir, workdir)?.isDirectory() !== true)
    throw new UserError(`There is no such folder: ${workdir}`, {
      hint: 'Name the folder of your sources with --workdir, or leave it out where you stand in it.',
    });
  return realpathSync(workdir);
};

/** What a person may have meant instead. */
const otherSpecs = (root: string, folder: string): string | null => {
  const near = specsNear(root, folder).map((path) => fromWorkdir(root, path));
  if (near.length === 0) return null;
  return `There ${near.length === 1 ? 'is' : 'are'} ${near.join(', ')}.`;
};

const fromWorkdir = (workdir: string, folder: string): string => {
  const path = relative(workdir, folder);
  const isOutside = path.split(sep)[0] === '..' || isAbsolute(path);
  if (isOutside) return folder;
  return path === '' ? '.' : path.split(sep).join('/');
};

/**
 * Finds the spec a person named: its folder, or its task list. Settled once,
 * as an absolute folder, so that no later step reads another checkout's spec.
 */
export const locateSpec = (workdir: string, given: string): SpecLocation => {
  const root = rootOf(workdir);
  const path = resolve(root, given);
  const found = lookOrRefuse(path, given);
  if (found === null)
    throw new UserError(`No such spec: ${given}`, {
      hint: `Looked for ${path}. ${otherSpecs(root, dirname(path)) ?? `A spec is a folder with a ${TASKS_FILE}, like .kiro/specs/my-feature.`}`,
    });
  const folder = found.isDirectory() ? path : dirname(path);
  const tasksFile = found.isDirectory() ? TASKS_FILE : basename(path);
  const tasks = look(join(folder, tasksFile));
  if (tasks === null)
    throw new UserError(`The spec ${given} has no ${TASKS_FILE}.`, {
      hint: `Write the tasks as a checklist into ${join(folder, TASKS_FILE)}, or name another folder. ${otherSpecs(root, folder) ?? ''}`.trimEnd(),
    });
  if (!tasks.isFile())
    throw new UserError(`${join(given, tasksFile)} is not a file.`, {
      hint: `Move it away, and write the tasks as a checklist into ${TASKS_FILE}.`,
    });
  return {
    folder,
    path: fromWorkdir(root, folder),
    name: basename(folder),
    tasksFile,
  };
};

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

const lookOrRefuse = (path: string, given: string): Stats => {
  let found: Stats | null;
  try {
    found = look(path);
  } catch (error) {
    throw new UserError(`${given} cannot be read.`, { cause: error });
  }
  if (found === null)
    throw new UserError(`No such spec: ${given}`, {
      hint: `Looked for ${path}. A spec is a folder with a ${TASKS_FILE}, like .kiro/specs/my-feature.`,
    });
  return found;
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
  const root = realpathSync(workdir);
  const path = resolve(root, given);
  const found = lookOrRefuse(path, given);
  const folder = found.isDirectory() ? path : dirname(path);
  const tasksFile = found.isDirectory() ? TASKS_FILE : basename(path);
  const tasks = look(join(folder, tasksFile));
  if (tasks === null)
    throw new UserError(`The spec ${given} has no ${TASKS_FILE}.`, {
      hint: `Write the tasks as a checklist into ${join(folder, TASKS_FILE)}, or name another folder with --spec.`,
    });
  if (!tasks.isFile())
    throw new UserError(`${join(given, tasksFile)} is not a file.`);
  return {
    folder,
    path: fromWorkdir(root, folder),
    name: basename(folder),
    tasksFile,
  };
};

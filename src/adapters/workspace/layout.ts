import { realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { posix } from 'node:path';
import {
  CONFIG_FILE,
  RUNNER_FOLDER,
  type WorkspaceOptions,
} from './options.ts';

/** Files of a spec that lies in the workdir itself, where no folder stands for it. */
const SPEC_FILES = [
  'tasks.md',
  'requirements.md',
  'bugfix.md',
  'design.md',
  '.config.kiro',
  'spec.json',
];

/** Where things lie in the repository; every path is relative to its top, with `/`. */
export type Layout = {
  /** The workdir within the repository: empty, or with a closing slash. */
  readonly prefix: string;
  /** The spec's files and folders; empty where it lies outside the repository. */
  readonly spec: readonly string[];
  /** What no attempt's work may contain: spec, state, configuration. */
  readonly guarded: readonly string[];
};

/** Whether a path is one of these, or lies below one. */
export const isWithin = (path: string, roots: readonly string[]): boolean =>
  roots.some((root) => path === root || path.startsWith(`${root}/`));

const realpath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    // Not there yet: the name as given is all there is.
    return path;
  }
};

const insideTop = (top: string, path: string): string | null => {
  const inside = relative(top, path);
  return inside === '' || isAbsolute(inside) || inside.split(sep)[0] === '..'
    ? null
    : inside.split(sep).join('/');
};

/** The spec's paths relative to the workdir. */
const specEntries = (specPath: string): readonly string[] => {
  const path = posix.normalize(specPath.split(sep).join('/'));
  const folder = path.replace(/\/$/, '');
  return folder === '.' ? SPEC_FILES : [folder];
};

/** Settles once which paths are guarded, so that every step means the same ones. */
export const createLayout = (
  options: WorkspaceOptions,
  top: string,
  prefix: string,
): Layout => {
  const inTop = (path: string): string =>
    posix.normalize(posix.join(prefix, path));
  const named = specEntries(options.specPath)
    .map((path) =>
      isAbsolute(path) ? insideTop(top, realpath(path)) : inTop(path),
    )
    .filter((path) => path !== null)
    .filter((path) => !path.startsWith('../'));
  // Behind a link of the repository's, the spec is where it really lies.
  const spec = named.map(
    (path) => insideTop(top, realpath(join(top, path))) ?? path,
  );
  const output = realpath(options.outputDir);
  const state = options.stateFiles
    .map((file) => insideTop(top, resolve(output, file)))
    .filter((path) => path !== null);
  return {
    prefix,
    spec,
    guarded: [
      ...new Set([
        ...named,
        ...spec,
        ...state,
        inTop(CONFIG_FILE),
        inTop(RUNNER_FOLDER),
      ]),
    ],
  };
};

/** A path of the repository as seen from the workdir. */
export const fromWorkdir = (layout: Layout, path: string): string =>
  path.startsWith(layout.prefix)
    ? path.slice(layout.prefix.length)
    : posix.relative(`/${layout.prefix}`, `/${path}`);

/** A path of the workdir as git names it, from the repository's top. */
export const fromTop = (layout: Layout, path: string): string =>
  posix.normalize(posix.join(layout.prefix, path));

/** The agent's folder in a checkout of the whole repository. */
export const workdirIn = (layout: Layout, root: string): string =>
  layout.prefix === '' ? root : join(root, layout.prefix.replace(/\/$/, ''));

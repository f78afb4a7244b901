import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Io } from '../command.ts';
import type { ToolName } from './tools.ts';

/** For one project, or for everything the user does. */
export type Scope = 'project' | 'user';

/** Where one tool's files go. */
export type Place = {
  /** The tool's own folder, `.claude` say. */
  readonly folder: string;
  /** What is made and removed lies below it; itself it stays. */
  readonly root: string;
  /** A link on the way may lead anywhere within, and nowhere else. */
  readonly bounds: readonly string[];
};

/** The places of every tool, in one scope. */
export type Places = {
  readonly scope: Scope;
  /** The project's top, or the user's home. */
  readonly top: string;
  readonly of: Readonly<Record<ToolName, Place>>;
};

/** Finds the places as each tool would, its own variables included. */
export function findPlaces(scope: Scope, io: Pick<Io, 'cwd' | 'env'>): Places {
  const home = io.env['HOME'] || homedir();
  return scope === 'project'
    ? projectPlaces(findProject(io.cwd))
    : userPlaces(home, io);
}

function projectPlaces(top: string): Places {
  const place = (folder: string): Place => ({
    folder: join(top, folder),
    root: top,
    bounds: [top],
  });
  const of = {
    claude: place('.claude'),
    // The folder that tools share: codex has left its own one for it.
    codex: place('.agents'),
    gemini: place('.gemini'),
    opencode: place('.opencode'),
    kiro: place('.kiro'),
  };
  return { scope: 'project', top, of };
}

function userPlaces(
  home: string,
  { env, cwd }: Pick<Io, 'cwd' | 'env'>,
): Places {
  // People keep what is in their home behind links, to elsewhere in it or,
  // for the whole folder of a tool, to anywhere.
  const place = (below: string, variable: string | null = null): Place => {
    const root = variable ?? home;
    const folder = join(root, below);
    return { folder, root, bounds: [folder, home] };
  };
  const named = (name: string): string | null => {
    const value = env[name] ?? '';
    return value === '' ? null : resolve(cwd, value);
  };
  const codex = named('CODEX_HOME');
  const claude = named('CLAUDE_CONFIG_DIR');
  const config = env['XDG_CONFIG_HOME'] ?? '';
  const of = {
    claude: claude === null ? place('.claude') : place('', claude),
    codex: codex === null ? place('.agents') : place('', codex),
    gemini: place('.gemini', named('GEMINI_CLI_HOME')),
    // A relative value is to be ignored, says the XDG specification.
    opencode: isAbsolute(config)
      ? place('opencode', config)
      : place('.config/opencode'),
    kiro: place('.kiro'),
  };
  return { scope: 'user', top: home, of };
}

/**
 * The project around a folder: the nearest one above that has specs or is a
 * repository's top, because that is where tools are started; else the folder
 * itself.
 */
function findProject(cwd: string): string {
  const start = realpathSync(cwd);
  for (let folder = start; ; folder = dirname(folder)) {
    const isTop = ['.kiro/specs', '.git'].some((name) =>
      existsSync(join(folder, name)),
    );
    if (isTop) return folder;
    if (dirname(folder) === folder) return start;
  }
}

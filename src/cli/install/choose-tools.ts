import { existsSync } from 'node:fs';
import { findBinary } from '../../adapters/process/find-binary.ts';
import { UserError } from '../../model/user-error.ts';
import type { Io } from '../command.ts';
import type { InstallOptions } from '../option-tables.ts';
import type { Places } from './places.ts';
import { TOOLS, type Tool } from './tools.ts';

/** A tool that was chosen, and whether it is there. */
export type ChosenTool = Tool & { readonly isPresent: boolean };

/**
 * The tools that were named; without a name those that are there, and where
 * files are removed all of them, because a tool may be gone before its files.
 */
export async function chooseTools(
  options: InstallOptions,
  places: Places,
  io: Io,
): Promise<readonly ChosenTool[]> {
  const named = TOOLS.filter(({ name }) => options[name] === true);
  const isAll = named.length === 0;
  const chosen: ChosenTool[] = [];
  for (const tool of isAll ? TOOLS : named) {
    const isPresent = await isThere(tool, places, io);
    if (isPresent || !isAll || options.remove === true) {
      chosen.push({ ...tool, isPresent });
    }
  }
  if (chosen.length > 0) return chosen;
  const flags = TOOLS.map(({ name }) => `--${name}`).join(', ');
  throw new UserError(
    `Neither claude, codex, gemini nor opencode is on your PATH, and there is no ${places.of.kiro.folder}.`,
    { hint: `Name those you mean: ${flags}.` },
  );
}

/** A CLI is on PATH; Kiro is where its folder is, since it is an editor first. */
async function isThere(
  { name }: Tool,
  places: Places,
  { env, cwd }: Io,
): Promise<boolean> {
  return name === 'kiro'
    ? existsSync(places.of.kiro.folder)
    : (await findBinary(name, { env, cwd })) !== null;
}

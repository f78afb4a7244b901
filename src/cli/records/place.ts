import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { openSpecFolder } from '../../adapters/spec-folder/open-spec-folder.ts';
import type { OpenSpecFolder } from '../../adapters/spec-folder/open-spec-folder.ts';
import { notedOutput, resolveLayout } from '../../adapters/store/layout.ts';
import type { Layout } from '../../adapters/store/layout.ts';

/** A spec in its place: where it is read and where its run is kept. */
export type Place = {
  readonly layout: Layout;
  readonly specFolder: OpenSpecFolder;
  /** Flags that name this run in a command. */
  readonly flags: readonly string[];
};

/** Which spec is meant, and where its files are. */
export type PlaceSettings = {
  readonly workdir: string;
  readonly spec: string;
  /** Null = as at the last start, else beside the spec. */
  readonly output: string | null;
  /** The folder in which commands are pasted; the workdir where nobody says. */
  readonly here?: string;
};

/** Finds a spec and everything that belongs to it; reads only. */
export async function openPlace(settings: PlaceSettings): Promise<Place> {
  const { workdir, spec } = settings;
  const specFolder = await openSpecFolder(spec, workdir);
  const found = { workdir, specFolder: specFolder.root };
  const layout = resolveLayout({ ...found, output: settings.output });
  const output = settings.output ?? notedOutput(layout);
  return {
    layout:
      output === settings.output ? layout : resolveLayout({ ...found, output }),
    specFolder,
    flags: [
      ...['--spec', spec],
      ...(output === null ? [] : ['--output', output]),
      ...workdirFlag(layout.workdir, settings.here),
    ],
  };
}

/** A path from here is shorter, and stays right when all of it is moved. */
function workdirFlag(
  workdir: string,
  here: string | undefined,
): readonly string[] {
  const path = here === undefined ? '' : relative(realpathSync(here), workdir);
  return path === '' ? [] : ['--workdir', path];
}

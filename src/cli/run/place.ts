import { openSpecFolder } from '../../adapters/spec-folder/open-spec-folder.ts';
import type { OpenSpecFolder } from '../../adapters/spec-folder/open-spec-folder.ts';
import { resolveLayout } from '../../adapters/store/layout.ts';
import type { Layout } from '../../adapters/store/layout.ts';

/** A spec in its place: where it is read and where its run is kept. */
export type Place = {
  readonly layout: Layout;
  readonly specFolder: OpenSpecFolder;
  /** Flags that name this run in a command. */
  readonly flags: readonly string[];
};

/** Finds a spec and everything that belongs to it; reads only. */
export async function openPlace(options: {
  readonly workdir: string;
  readonly spec: string;
  readonly output: string | null;
}): Promise<Place> {
  const specFolder = await openSpecFolder(options.spec, options.workdir);
  const layout = resolveLayout({
    workdir: options.workdir,
    specFolder: specFolder.root,
    output: options.output,
  });
  return {
    layout,
    specFolder,
    flags: [
      '--spec',
      options.spec,
      ...(options.output === null ? [] : ['--output', options.output]),
    ],
  };
}

import type { SpecFiles } from '../model/spec.ts';
import type { SpecFolder } from '../ports/spec-folder.ts';

/** The spec as it stands in the workdir now. */
export type SpecReader = {
  readonly read: () => Promise<SpecFiles>;
  /** What was read last; null before the first time. */
  readonly latest: () => SpecFiles | null;
};

/**
 * Reads the spec whenever it is needed, since a person may edit it meanwhile;
 * where it cannot be read the last reading stands, and that is said.
 */
export function createSpecReader(
  folder: SpecFolder,
  listener: {
    readonly onSpec: (files: SpecFiles) => void;
    readonly onWarning: (text: string) => void;
  },
): SpecReader {
  let last: SpecFiles | null = null;
  return {
    latest: () => last,
    read: async () => {
      try {
        last = await folder.read();
      } catch (error) {
        if (last === null) throw error;
        listener.onWarning(
          `the spec cannot be read right now: ${String(error)}`,
        );
        return last;
      }
      listener.onSpec(last);
      return last;
    },
  };
}

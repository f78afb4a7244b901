import type { SpecFiles } from '../../model/spec.ts';
import { readRequirements } from '../../spec/requirements.ts';

/** Requirements of a spec that units can answer. One with criteria of its own is covered through them. */
export const requirementIds = (
  files: Pick<SpecFiles, 'requirements' | 'bugfix'>,
): readonly string[] =>
  readRequirements(files).ids.filter(
    (id, _place, all) => !all.some((other) => other.startsWith(`${id}.`)),
  );

import type { Spec, SpecFiles } from '../model/spec.ts';
import { withoutOptional } from '../spec/optional.ts';
import { readSpec } from '../spec/read-spec.ts';

/** The spec as a run sees it: optional units only where they were asked for. */
export function readPlannedSpec(
  files: SpecFiles,
  includeOptional: boolean,
): Spec {
  const spec = readSpec(files);
  return includeOptional ? spec : withoutOptional(spec);
}

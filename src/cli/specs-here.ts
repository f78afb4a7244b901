import { relative } from 'node:path';
import { specsNear } from '../adapters/spec-folder/specs-near.ts';

/** Specs that somebody in this folder may have meant, as they are named from there. */
export const specsHere = (cwd: string): readonly string[] =>
  specsNear(cwd, cwd).map((path) => relative(cwd, path));

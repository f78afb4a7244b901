import { bundle } from './build.mjs';

/** Builds the program before tests that start it, so that none sees an old one. */
export async function setup(): Promise<void> {
  await bundle();
}

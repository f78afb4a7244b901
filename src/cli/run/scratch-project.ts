import { cp, mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { packageRoot } from '../../adapters/prompts/package-root.ts';
import { runProcess } from '../../adapters/process/run-process.ts';
import { createGit } from '../../adapters/workspace/git.ts';
import { UserError } from '../../model/user-error.ts';
import type { Io } from '../command.ts';

/** A scratch repository with the demo's spec in it. */
export type ScratchProject = {
  readonly folder: string;
  /** The spec, relative to the folder. */
  readonly spec: string;
  /** The user's environment with the demo's agents first on PATH. */
  readonly env: NodeJS.ProcessEnv;
};

const SPEC = '.kiro/specs/recipe-box';

/** Makes it in a new or empty folder; nothing that is there is touched. */
export async function makeScratchProject(
  wanted: string | null,
  io: Io,
): Promise<ScratchProject> {
  const demo = join(packageRoot(), 'demo');
  const folder =
    wanted === null
      ? await mkdtemp(join(tmpdir(), 'orchestration-demo-'))
      : resolve(io.cwd, wanted);
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    throw new UserError(`${folder} is not empty.`, {
      hint: 'Name a new folder, or none for one in the temporary folder.',
    });
  }
  await cp(join(demo, 'project'), folder, { recursive: true });
  await cp(join(demo, 'spec'), join(folder, SPEC), { recursive: true });
  const git = createGit({
    runProcess,
    env: io.env,
    sign: false,
    identity: { name: 'demo', email: 'demo@localhost' },
    lockWaitMs: 0,
  });
  await git(['init', '--quiet', '--initial-branch=main'], { cwd: folder });
  await git(['add', '--all'], { cwd: folder });
  await git(['commit', '--quiet', '--message=Start'], { cwd: folder });
  const path = [join(demo, 'bin'), io.env['PATH'] ?? ''].join(delimiter);
  return { folder, spec: SPEC, env: { ...io.env, PATH: path } };
}

import { expect } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import type { Ground } from './ground.ts';

/** A line of the prompt that is in no description of it. */
export const BODY = 'You start a program and speak for it';
/** How every description of it begins. */
export const DESCRIPTION = 'Run a Kiro spec (.kiro/specs/NAME) to completion';

/** `orchestration-loop install` in the ground's repository, with the environment that its agents get. */
export const install = async (
  ground: Ground,
  flags: readonly string[],
  env: NodeJS.ProcessEnv = ground.env,
): Promise<void> => {
  const result = await runCli(['install', ...flags], {
    cwd: ground.path('repo'),
    env,
  });
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
};

/** How often a text was sent to the model, in all requests together. */
export const timesSent = (ground: Ground, text: string): number =>
  ground.server.log.reduce(
    (sum, { body }) => sum + JSON.stringify(body ?? '').split(text).length - 1,
    0,
  );

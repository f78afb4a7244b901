import { UserError } from '../model/user-error.ts';

/** Systems whose processes can be told by their environment, and ended by that. */
const SUPPORTED: readonly NodeJS.Platform[] = ['linux', 'darwin'];

/** Refuses a system on which agents could not be watched and ended. */
export function requireSupported(platform: NodeJS.Platform): void {
  if (SUPPORTED.includes(platform)) return;
  throw new UserError(
    `orchestration-loop runs on Linux and macOS, not on ${platform}.`,
    platform === 'win32'
      ? { hint: 'On Windows it runs inside WSL 2, with the CLIs there too.' }
      : {},
  );
}

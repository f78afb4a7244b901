/** The floor of `engines` in package.json. */
const FLOOR = [20, 19] as const;

/**
 * Why a version of Node cannot run this program, or null. It stands apart and
 * is asked first: an old Node fails on the other files before it runs them.
 */
export function refusedNode(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < FLOOR[0] || (major === FLOOR[0] && minor < FLOOR[1]);
  return isOld
    ? `error: orchestration-loop needs Node ${FLOOR.join('.')} or newer; this is Node ${version}.\nhint: Install a newer one, with nvm say: nvm install 22, then start again.\n`
    : null;
}

/**
 * Files that many units change in passing: package manifests, lockfiles, and
 * barrels that pass exports on. Two units that both add a line there collide
 * although neither thinks of it.
 */
const NAMES = new Set([
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'bun.lock',
  'bun.lockb',
  'deno.json',
  'deno.lock',
  'cargo.toml',
  'cargo.lock',
  'go.mod',
  'go.sum',
  'pyproject.toml',
  'requirements.txt',
  'poetry.lock',
  'uv.lock',
  'pipfile',
  'pipfile.lock',
  'gemfile',
  'gemfile.lock',
  'composer.json',
  'composer.lock',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'pubspec.yaml',
  'pubspec.lock',
  'mix.exs',
  'mix.lock',
  '__init__.py',
  'mod.rs',
]);

const BARREL = /^index\.[cm]?[jt]sx?$/;

/** Whether a path names one of these files. */
export function isSharedFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return NAMES.has(name) || BARREL.test(name);
}

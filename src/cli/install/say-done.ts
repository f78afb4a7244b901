import { relative } from 'node:path';
import { oneLine } from '../../view/terminal-text.ts';
import type { ChosenTool } from './choose-tools.ts';
import type { Target } from './look.ts';
import type { Places } from './places.ts';

/** What became of one file, in the words people read. */
export type Done = { readonly target: Target; readonly what: string };

const EXAMPLE = '.kiro/specs/my-feature';

/** Where the files went, one a line; paths of a project are relative to its top. */
export function doneText(places: Places, done: readonly Done[]): string {
  const width = Math.max(0, ...done.map(({ what }) => what.length));
  const tools = Math.max(0, ...done.map(({ target }) => target.tool.length));
  const lines = done.map(
    ({ target, what }) =>
      `  ${target.tool.padEnd(tools)}  ${what.padEnd(width)}  ${pathText(places, target)}`,
  );
  return [headOf(places), ...lines, ''].join('\n');
}

/** How a person calls it in each tool. */
export function callsText(tools: readonly ChosenTool[]): string {
  const width = Math.max(...tools.map(({ name }) => name.length));
  const lines = tools.map(({ name, call, isPresent }) => {
    const note = isPresent || name === 'kiro' ? '' : '   (not on your PATH)';
    return `  ${name.padEnd(width)}  ${call} ${EXAMPLE}${note}`;
  });
  return ['', 'Call it, in a new session:', ...lines, ''].join('\n');
}

/** The path of a target as it is shown: short within a project, whole elsewhere. */
export const pathText = ({ scope, top }: Places, { path }: Target): string =>
  oneLine(scope === 'project' ? relative(top, path) : path);

const headOf = ({ scope, top }: Places): string =>
  scope === 'project'
    ? `In the project ${oneLine(top)} (--user: for all your projects)`
    : `In your home, for all your projects (--project: for one)`;

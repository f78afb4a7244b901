import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findJsonPaths, placeOf } from '../../lib/json-position.ts';
import { parseDuration } from '../../lib/duration.ts';
import type { ConfigFile } from '../../model/config.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { UserError } from '../../model/user-error.ts';
import { parseConfig } from '../../schema/parse-config.ts';

/** The config file's name; it lies in the workdir. */
export const CONFIG_NAME = 'orchestration.config.json';

/** Reads the workdir's config file; none is an empty one, a broken one throws with its lines. */
export function readConfigFile(workdir: string): ConfigFile {
  const path = join(workdir, CONFIG_NAME);
  const text = readText(path);
  if (text === null) return {};
  const parsed = parseConfig(text, path);
  if (!parsed.ok) throw invalid(path, parsed.error);
  const problems = findProblems(parsed.value, { text, path });
  if (problems.length > 0) throw invalid(path, problems);
  return parsed.value;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new UserError(`${path} cannot be read: ${String(error)}`, {
      hint: 'Make it a file that you may read, or move it away.',
      cause: error,
    });
  }
}

/** What a schema cannot say. */
function findProblems(
  config: ConfigFile,
  { text, path }: { readonly text: string; readonly path: string },
): readonly Diagnostic[] {
  const names = config.checks?.map(({ name }) => name) ?? [];
  const problems: [path: string, message: string][] = [];
  for (const [place, { name, timeout }] of (config.checks ?? []).entries()) {
    if (names.indexOf(name) !== place)
      problems.push([
        `/checks/${place}/name`,
        `two checks are called "${name}"`,
      ]);
    problems.push(...durationProblem(`/checks/${place}/timeout`, timeout));
  }
  problems.push(...durationProblem('/timeout', config.timeout));
  const offsets = findJsonPaths(text, new Set(problems.map(([at]) => at)));
  return problems.map(([at, message]) => ({
    code: 'config',
    severity: 'error',
    message,
    file: path,
    ...placeOf(text, offsets.get(at) ?? 0),
  }));
}

function durationProblem(
  at: string,
  duration: string | undefined,
): [string, string][] {
  const parsed = duration === undefined ? null : parseDuration(duration);
  return parsed?.ok === false ? [[at, parsed.error]] : [];
}

function invalid(path: string, found: readonly Diagnostic[]): UserError {
  const lines = found.map(
    ({ line, column, message }) =>
      `  ${path}:${line ?? 1}:${column ?? 1}: ${message}`,
  );
  return new UserError(`${path} is not valid:\n${lines.join('\n')}`, {
    hint: 'Put it right and start again: nothing was started. references/config.md lists every key.',
  });
}

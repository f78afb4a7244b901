import { parseDuration } from '../../lib/duration.ts';
import { parseCount, parsePositive } from '../../lib/parse-number.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Isolation } from '../../model/event.ts';
import { usageError } from '../../model/user-error.ts';
import { MODES, type SettingFlags } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'ORCHESTRATION_LOOP_';

/** Each flag's variable: `--assign-backend` is `ORCHESTRATION_LOOP_ASSIGN_BACKEND`. */
type Parsers = {
  readonly [Flag in keyof SettingFlags]-?: (
    text: string,
  ) => Result<SettingFlags[Flag] | undefined, string>;
};

const PARSERS: Parsers = {
  session: ok,
  jobs: parseCount,
  isolation: (text) =>
    isIsolation(text) ? ok(text) : err('it is one of worktree, shared'),
  check: (text) => ok([text]),
  timeout: parseDuration,
  grace: parseDuration,
  includeOptional: parseSwitch,
  allowDirty: parseSwitch,
  noLand: parseSwitch,
  assignBackend: ok,
  reviewBackend: ok,
  codeBackend: ok,
  uiBackend: ok,
  mode: (text) => {
    const mode = MODES.find((each) => each === text);
    return mode === undefined
      ? err(`it is one of ${MODES.join(', ')}`)
      : ok(mode);
  },
  backend: ok,
  maxIterations: parseCount,
  maxActions: parseCount,
  maxTokens: parseCount,
  maxCost: parsePositive,
  maxDuration: parseDuration,
  noLearnings: parseSwitch,
};

/** The names of the variables that are read. */
export const VARIABLES: readonly string[] =
  Object.keys(PARSERS).map(variableOf);

/** Reads what the environment sets; throws a usage error where a value is none. */
export function readEnvironment(env: Environment): SettingFlags {
  const found = Object.entries(PARSERS).flatMap(([flag, parse]) => {
    const name = variableOf(flag);
    const text = env[name]?.trim() ?? '';
    // An empty one is a variable of a script's that was not set.
    if (text === '') return [];
    const value: Result<unknown, string> = parse(text);
    if (!value.ok)
      throw usageError(
        `${name}=${JSON.stringify(text)}: ${value.error}`,
        `Set it to such a value, or take it out: unset ${name}`,
      );
    return value.value === undefined ? [] : [[flag, value.value] as const];
  });
  // The parser of each flag made its value.
  return Object.fromEntries(found);
}

/** Variables that look like ours and are none: a misspelled one sets nothing. */
export const unknownVariables = (env: Environment): readonly string[] =>
  Object.keys(env).filter(
    (name) => name.startsWith(PREFIX) && !VARIABLES.includes(name),
  );

function variableOf(flag: string): string {
  const name = flag.replace(/[A-Z]/g, (letter) => `_${letter}`);
  return `${PREFIX}${name.toUpperCase()}`;
}

const isIsolation = (text: string): text is Isolation =>
  text === 'worktree' || text === 'shared';

/** A flag can only be there; a variable can also say that it is not. */
function parseSwitch(text: string): Result<true | undefined, string> {
  if (/^(1|true|yes|on)$/i.test(text)) return ok(true);
  if (/^(0|false|no|off)$/i.test(text)) return ok(undefined);
  return err('it takes 1 or 0');
}

import schema from '../../references/config-schema.json' with { type: 'json' };
import type { Result } from '../lib/result.ts';
import type { ConfigFile } from '../model/config.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { parseJsonFile } from './parse-json.ts';
import { validator } from './validator.ts';

const validate = validator(schema);

/** Reads orchestration.config.json: valid as a whole, or every mistake with its line. */
export function parseConfig(
  text: string,
  file = 'orchestration.config.json',
): Result<ConfigFile, readonly Diagnostic[]> {
  // The schema says the same as the type: a test compares them.
  return parseJsonFile(text, { file, validate }) as Result<
    ConfigFile,
    readonly Diagnostic[]
  >;
}

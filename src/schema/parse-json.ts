import {
  findJsonFault,
  findJsonPaths,
  placeOf,
  type Place,
} from '../lib/json-position.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Issue, Validator } from './validator.ts';

export type ParseOptions = {
  /** The name by which the user knows the file. */
  readonly file: string;
  readonly validate: Validator;
};

/**
 * Reads a JSON text that a person may have edited: the value, or every mistake
 * with its line and column.
 */
export function parseJsonFile(
  raw: string,
  { file, validate }: ParseOptions,
): Result<unknown, readonly Diagnostic[]> {
  // Editors on Windows put a byte order mark in front.
  const text = raw.replace(/^\uFEFF/, '');
  const value = readJson(text);
  if (!value.ok) {
    const { message, place } = value.error;
    const diagnostic = {
      file,
      code: 'json-syntax',
      message: `not JSON: ${message}`,
    };
    return err([{ ...diagnostic, severity: 'error', ...place }]);
  }
  const issues = validate(value.value);
  return issues.length === 0 ? value : err(diagnose(text, { file, issues }));
}

/** The value of a JSON text, or where it stops being one. */
export function readJson(
  text: string,
): Result<unknown, { readonly message: string; readonly place: Place }> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch (error) {
    const fault = findJsonFault(text);
    return err({
      message: fault?.message ?? String(error),
      place: placeOf(text, fault?.offset ?? 0),
    });
  }
}

function diagnose(
  text: string,
  {
    file,
    issues,
  }: { readonly file: string; readonly issues: readonly Issue[] },
): readonly Diagnostic[] {
  const offsets = findJsonPaths(text, new Set(issues.map(({ path }) => path)));
  return issues.map(({ path, message }) => ({
    code: 'schema',
    severity: 'error',
    message,
    file,
    ...placeOf(text, offsets.get(path) ?? 0),
  }));
}

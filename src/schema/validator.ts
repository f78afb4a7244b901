import { Ajv, type ErrorObject } from 'ajv';
import { closest } from '../lib/closest.ts';
import { escapeStep } from '../lib/json-position.ts';
import { lazy } from '../lib/lazy.ts';

/** One thing that is wrong with a value: where, as a JSON pointer, and what. */
export type Issue = { readonly path: string; readonly message: string };

/** Says what is wrong with a value; nothing wrong is an empty list. */
export type Validator = (value: unknown) => readonly Issue[];

/** Nobody reads more, and a hostile file must not fill a screen. */
const MOST_ISSUES = 50;

/** A JSON Schema as its file holds it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export type ValidatorOptions = {
  /** Drop properties that the schema does not know instead of refusing them. */
  readonly dropUnknown?: boolean;
};

/** A validator for a whole schema. */
export const validator = (
  schema: JsonSchema,
  options: ValidatorOptions = {},
): Validator => validatorsOf(schema, options)('');

/**
 * Validators for places in a schema, by pointer (`#/$defs/task`). Each is
 * compiled at its first use: ajv takes longer than the rest of a start.
 */
export function validatorsOf(
  schema: JsonSchema,
  options: ValidatorOptions = {},
): (at: string) => Validator {
  const ajv = lazy(() =>
    new Ajv({
      allErrors: true,
      verbose: true,
      allowUnionTypes: true,
      // `anyOf` of null and a $ref: the reference knows its type, ajv does not.
      strictTypes: false,
      removeAdditional: options.dropUnknown === true,
    }).addSchema(schema, 'root'),
  );
  return (at) => {
    const compiled = lazy(() => ajv().compile({ $ref: `root${at}` }));
    return (value) => {
      const validate = compiled();
      if (validate(value)) return [];
      return (validate.errors ?? [])
        .filter((error) => !isEcho(error))
        .slice(0, MOST_ISSUES)
        .map(issueOf);
    };
  };
}

/** Says again, less clearly, what its branches have said. */
const isEcho = ({ keyword, params }: ErrorObject): boolean =>
  keyword === 'anyOf' ||
  keyword === 'oneOf' ||
  (keyword === 'type' && params['type'] === 'null');

function issueOf(error: ErrorObject): Issue {
  const path = error.instancePath;
  if (error.keyword !== 'additionalProperties')
    return { path, message: `${nameOf(path)} ${demandOf(error)}` };
  const key = String(error.params['additionalProperty']);
  return {
    path: `${path}/${escapeStep(key)}`,
    message: `${path === '' ? 'there is' : `${nameOf(path)} has`} an unknown key ${quote(key)}${meantBy(key, error)}`,
  };
}

/** The key that was meant, where one is near. */
function meantBy(key: string, { parentSchema }: ErrorObject): string {
  const known = (parentSchema?.['properties'] ?? {}) as object;
  const near = closest(key, Object.keys(known));
  return near === null ? '' : `; did you mean ${quote(near)}?`;
}

/** Every duration in a schema has this in its pattern. */
const DURATION = 'ms|s|m|h|d';

function demandOf({ keyword, params, data, message }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return `lacks ${quote(params['missingProperty'])}`;
    case 'enum': {
      const words = (params['allowedValues'] as readonly unknown[]).join(', ');
      return `must be one of ${words}, not ${quote(data)}`;
    }
    case 'const':
      return `must be ${quote(params['allowedValue'])}, not ${quote(data)}`;
    case 'type': {
      const types = [params['type']].flat().join(' or ');
      return `must be ${types}, not ${quote(data)}`;
    }
    case 'pattern':
      return String(params['pattern']).includes(DURATION)
        ? `must be a duration such as 90s, 10m or 2h, not ${quote(data)}`
        : `must match ${String(params['pattern'])}, not ${quote(data)}`;
    default:
      return message ?? `breaks the rule ${keyword}`;
  }
}

/** `/tasks/3/status` as people write it: `tasks[3].status`. */
function nameOf(path: string): string {
  if (path === '') return 'the whole';
  return path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(
      (name, step) =>
        /^\d+$/.test(step)
          ? `${name}[${step}]`
          : `${name}${name === '' ? '' : '.'}${step}`,
      '',
    );
}

/** A value of unknown size, short enough for one line. */
function quote(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

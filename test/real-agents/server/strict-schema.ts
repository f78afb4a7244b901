import { isObject, objects, text, type JsonObject } from './json.ts';

const NOT_PERMITTED = [
  'allOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
  'propertyNames',
  'minProperties',
  'maxProperties',
  'uniqueItems',
  'contains',
  'unevaluatedProperties',
  'unevaluatedItems',
  'default',
] as const;

const NAMES_A_TYPE = ['type', '$ref', 'anyOf', 'enum', 'const'] as const;

const context = (path: readonly string[]): string => {
  const quoted = path.map((part) => `'${part}'`);
  return `In context=(${quoted.join(', ')}${path.length === 1 ? ',' : ''})`;
};

const isObjectType = (schema: JsonObject): boolean =>
  schema['type'] === 'object' ||
  (Array.isArray(schema['type']) && schema['type'].includes('object')) ||
  isObject(schema['properties']);

const faultOfObject = (schema: JsonObject, at: string): string | null => {
  if (schema['additionalProperties'] !== false)
    return `${at}, 'additionalProperties' is required to be supplied and to be false.`;
  const names = Object.keys(
    isObject(schema['properties']) ? schema['properties'] : {},
  );
  const listed: unknown = schema['required'];
  const required: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const missing = names.find((name) => !required.includes(name));
  if (missing !== undefined)
    return `${at}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
  const extra = required.find(
    (name) => typeof name !== 'string' || !names.includes(name),
  );
  return extra === undefined
    ? null
    : `${at}, 'required' is required to be supplied and to be an array including every key in properties. Extra required key ${JSON.stringify(extra)} supplied.`;
};

const children = (
  schema: JsonObject,
): readonly (readonly [readonly string[], unknown])[] => [
  ...['properties', '$defs', 'definitions'].flatMap((group) => {
    const members = schema[group];
    return isObject(members)
      ? Object.entries(members).map(([k, v]) => [[group, k], v] as const)
      : [];
  }),
  ...(schema['items'] === undefined
    ? []
    : [[['items'], schema['items']] as const]),
  ...objects(schema['anyOf']).map(
    (branch, i) => [['anyOf', String(i)], branch] as const,
  ),
];

const faultAt = (schema: unknown, path: readonly string[]): string | null => {
  const at = context(path);
  if (!isObject(schema)) return `${at}, schema must be an object.`;
  if (path.length > 0 && !NAMES_A_TYPE.some((key) => key in schema))
    return `${at}, schema must have a 'type' key.`;
  const odd = NOT_PERMITTED.find((keyword) => keyword in schema);
  if (odd !== undefined) return `${at}, '${odd}' is not permitted.`;
  const own = isObjectType(schema) ? faultOfObject(schema, at) : null;
  if (own !== null) return own;
  if (schema['type'] === 'array' && schema['items'] === undefined)
    return `${at}, array schema missing items.`;
  for (const [step, child] of children(schema)) {
    const fault = faultAt(child, [...path, ...step]);
    if (fault !== null) return fault;
  }
  return null;
};

/**
 * Why a strict-mode service refuses a JSON Schema, or null: it wants every
 * property required, no open map and only some keywords.
 */
export const strictSchemaFault = (schema: unknown): string | null => {
  if (!isObject(schema) || schema['type'] !== 'object') {
    const type = isObject(schema) ? text(schema['type']) || 'None' : 'None';
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${type}"'.`;
  }
  return faultAt(schema, []);
};

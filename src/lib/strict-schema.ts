import { isJsonObject, type JsonObject } from './ndjson.ts';

/** Keywords that a strict decoder takes; all others are left to the validator. */
const KEPT = ['type', 'enum', 'const', 'description', '$ref', 'title'];
const LISTS = ['anyOf', 'oneOf'];
const DEFINITIONS = ['$defs', 'definitions'];

/**
 * Derives what a strict decoder accepts from a JSON Schema: every property
 * required, the optional ones nullable, nothing beyond them, and no open maps
 * (those are left out). What it produces, with its nulls taken away, is valid
 * under the schema it comes from, as far as that schema goes in shapes.
 */
export const strictSchema = (schema: JsonObject): JsonObject => {
  const strict: Record<string, unknown> = {};
  for (const key of KEPT) if (key in schema) strict[key] = schema[key];
  for (const key of LISTS) {
    const list = schema[key];
    // Strict decoders know alternatives under one name only.
    if (Array.isArray(list)) strict['anyOf'] = list.map(strictOf);
  }
  for (const key of DEFINITIONS) {
    const definitions = schema[key];
    if (isJsonObject(definitions)) strict[key] = mapValues(definitions);
  }
  if ('items' in schema) strict['items'] = strictOf(schema['items']);
  if (isObjectSchema(schema)) Object.assign(strict, strictObject(schema));
  return strict;
};

const strictOf = (value: unknown): JsonObject =>
  isJsonObject(value) ? strictSchema(value) : {};

const mapValues = (definitions: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(definitions).map(([name, each]) => [name, strictOf(each)]),
  );

const hasType = (schema: JsonObject, type: string): boolean =>
  schema['type'] === type ||
  (Array.isArray(schema['type']) && schema['type'].includes(type));

const isObjectSchema = (schema: JsonObject): boolean =>
  hasType(schema, 'object') || isJsonObject(schema['properties']);

/** An object whose keys the schema does not name. */
const isOpenMap = (schema: unknown): boolean =>
  isJsonObject(schema) &&
  hasType(schema, 'object') &&
  !isJsonObject(schema['properties']);

const strictObject = (schema: JsonObject): JsonObject => {
  const properties = isJsonObject(schema['properties'])
    ? schema['properties']
    : {};
  const listed: unknown = schema['required'];
  const required = new Set(Array.isArray(listed) ? (listed as unknown[]) : []);
  const kept = Object.entries(properties)
    .filter(([, each]) => !isOpenMap(each))
    .map(([name, each]) => {
      const strict = strictOf(each);
      return [name, required.has(name) ? strict : nullable(strict)] as const;
    });
  return {
    properties: Object.fromEntries(kept),
    required: kept.map(([name]) => name),
    additionalProperties: false,
  };
};

/** Lets a value be left open, where it cannot be left out. */
const nullable = (schema: JsonObject): JsonObject => {
  const { type, anyOf } = schema;
  if (Array.isArray(anyOf))
    return isNullIn(anyOf)
      ? schema
      : { ...schema, anyOf: [...(anyOf as unknown[]), { type: 'null' }] };
  if (typeof type !== 'string' && !Array.isArray(type))
    return { anyOf: [schema, { type: 'null' }] };
  const types = Array.isArray(type) ? (type as unknown[]) : [type];
  const values: unknown = schema['enum'];
  return {
    ...schema,
    type: types.includes('null') ? types : [...types, 'null'],
    ...(Array.isArray(values) && !values.includes(null)
      ? { enum: [...(values as unknown[]), null] }
      : {}),
  };
};

const isNullIn = (list: readonly unknown[]): boolean =>
  list.some((each) => isJsonObject(each) && hasType(each, 'null'));

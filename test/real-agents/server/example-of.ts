import { isObject, text } from './json.ts';

/**
 * A small value that meets a JSON Schema, because a CLI's housekeeping calls
 * ask for schemas of their own and only want any valid answer.
 */
export const exampleOf = (schema: unknown): unknown => {
  if (!isObject(schema)) return null;
  const { enum: allowed, anyOf, properties } = schema;
  if ('const' in schema) return schema['const'];
  if (Array.isArray(allowed)) return allowed[0];
  if (Array.isArray(anyOf)) return exampleOf(anyOf[0]);
  const type = Array.isArray(schema['type'])
    ? text(schema['type'][0])
    : text(schema['type']);
  switch (type.toLowerCase()) {
    case 'object':
      return Object.fromEntries(
        Object.entries(isObject(properties) ? properties : {}).map(
          ([name, member]) => [name, exampleOf(member)],
        ),
      );
    case 'array':
      return [];
    case 'number':
    case 'integer':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 0;
    case 'boolean':
      return false;
    case 'string':
      return 'ok';
    default:
      return null;
  }
};

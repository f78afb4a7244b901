import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import assignment from '../../references/answer-schemas/assignment.json' with { type: 'json' };
import report from '../../references/answer-schemas/report.json' with { type: 'json' };
import verdict from '../../references/answer-schemas/verdict.json' with { type: 'json' };
import { isJsonObject, type JsonObject } from '../../src/lib/ndjson.ts';
import { strictSchema } from '../../src/lib/strict-schema.ts';

/** Every object schema inside a schema. */
const objectsOf = (schema: unknown): readonly JsonObject[] =>
  Array.isArray(schema)
    ? schema.flatMap(objectsOf)
    : isJsonObject(schema)
      ? [
          ...('properties' in schema ? [schema] : []),
          ...Object.values(schema).flatMap(objectsOf),
        ]
      : [];

describe.each([
  ['assignment', assignment],
  ['report', report],
  ['verdict', verdict],
])('the strict form of %s', (_name, schema) => {
  const strict = strictSchema(schema);

  test('requires every property and allows no other', () => {
    const objects = objectsOf(strict);
    expect(objects.length).toBeGreaterThan(0);
    for (const { properties, required, additionalProperties } of objects) {
      expect(required).toEqual(Object.keys(properties as JsonObject));
      expect(additionalProperties).toBe(false);
    }
  });

  test('has no open maps', () => {
    const text = JSON.stringify(strict);
    expect(text).not.toMatch(/"additionalProperties":(true|\{)/);
    expect(strict['properties']).not.toHaveProperty('window_mapping');
  });
});

test('what a strict decoder makes of it is valid under the schema itself', () => {
  const ajv = new Ajv({ strict: false });
  const answer = {
    status: 'completed',
    summary: 'x',
    subtasks: null,
    tests: { passed: 1, failed: null },
    coverage: null,
    no_changes_needed: null,
    reason: null,
    learnings: [],
  };
  expect(ajv.validate(strictSchema(report), answer)).toBe(true);
  expect(ajv.validate(report, answer)).toBe(true);
});

test('lets optional values be null, in every form of schema', () => {
  expect(
    strictSchema({
      type: 'object',
      required: ['a'],
      properties: {
        a: { type: 'string', minLength: 1, pattern: 'x' },
        b: { type: 'string', enum: ['x', 'y'] },
        c: { $ref: '#/$defs/c' },
        d: { oneOf: [{ type: 'string' }, { type: 'number' }] },
        e: { type: ['string', 'null'] },
        f: { type: 'array', items: { type: 'object', properties: { g: {} } } },
      },
      $defs: { c: { type: 'object', properties: {} } },
    }),
  ).toEqual({
    type: 'object',
    required: ['a', 'b', 'c', 'd', 'e', 'f'],
    additionalProperties: false,
    properties: {
      a: { type: 'string' },
      b: { type: ['string', 'null'], enum: ['x', 'y', null] },
      c: { anyOf: [{ $ref: '#/$defs/c' }, { type: 'null' }] },
      d: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] },
      e: { type: ['string', 'null'] },
      f: {
        type: ['array', 'null'],
        items: {
          type: 'object',
          required: ['g'],
          additionalProperties: false,
          properties: { g: { anyOf: [{}, { type: 'null' }] } },
        },
      },
    },
    $defs: {
      c: {
        type: 'object',
        required: [],
        additionalProperties: false,
        properties: {},
      },
    },
  });
});

import { expect, test } from 'vitest';
import { strictSchemaFault } from './strict-schema.ts';

const object = (properties: object, more: object = {}) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});
const string = { type: 'string' };

test.each([
  ['a flat object', object({ a: string })],
  ['an object in an object', object({ a: object({ b: string }) })],
  ['a list of objects', object({ a: { type: 'array', items: object({}) } })],
  ['a value that may be null', object({ a: { type: ['string', 'null'] } })],
  ['a choice', object({ a: { anyOf: [string, { type: 'null' }] } })],
  [
    'a definition',
    object({ a: { $ref: '#/$defs/x' } }, { $defs: { x: object({}) } }),
  ],
])('accepts %s', (_, schema) => {
  expect(strictSchemaFault(schema)).toBeNull();
});

const closed =
  /'additionalProperties' is required to be supplied and to be false/;

test.each([
  [
    'a root that is no object',
    { type: 'array', items: string },
    /got 'type: "array"'/,
  ],
  ['no schema at all', undefined, /got 'type: "None"'/],
  [
    'an optional property',
    object({ a: string }, { required: [] }),
    /Missing 'a'/,
  ],
  [
    'a required property that is not there',
    object({}, { required: ['b'] }),
    /Extra required key "b"/,
  ],
  [
    'an object left open',
    object({}, { additionalProperties: undefined }),
    closed,
  ],
  [
    'an open map',
    object({ m: { type: 'object', additionalProperties: string } }),
    closed,
  ],
  [
    'an open object in a list',
    object({ a: { type: 'array', items: { type: 'object' } } }),
    /context=\('properties', 'a', 'items'\)/,
  ],
  [
    'an open object in a choice',
    object({ a: { anyOf: [{ type: 'object' }] } }),
    closed,
  ],
  [
    'an open object in a definition',
    object({}, { $defs: { x: { type: 'object' } } }),
    /'\$defs', 'x'/,
  ],
  [
    'an object that may be null and is open',
    object({ a: { type: ['object', 'null'] } }),
    closed,
  ],
  [
    'a keyword it does not know',
    object({ a: { ...string, default: 'x' } }),
    /'default' is not permitted/,
  ],
  ['a property without a type', object({ a: {} }), /must have a 'type' key/],
  ['a list of anything', object({ a: { type: 'array' } }), /missing items/],
])('refuses %s', (_, schema, message) => {
  expect(strictSchemaFault(schema)).toMatch(message);
});

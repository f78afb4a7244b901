#!/usr/bin/env node
// Writes the parts of references/ that follow from a schema: the table of keys
// in config.md. With --check it writes nothing and fails where one is out of
// date.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = join(
  dirname(dirname(fileURLToPath(import.meta.url))),
  'references',
);
const BEGIN = '<!-- generated: keys -->';
const END = '<!-- end of generated -->';

/** One row a value that can be set: `checks[].name`, `agents.NAME.model`. */
function rows(schema, name = '') {
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, each]) =>
    rows(each, name === '' ? key : `${name}.${key}`),
  );
  if (typeof schema.additionalProperties === 'object')
    below.push(...rows(schema.additionalProperties, `${name}.NAME`));
  if (schema.items?.type === 'object')
    below.push(...rows(schema.items, `${name}[]`));
  const own = name === '' ? [] : [row(schema, name)];
  return [...own, ...below];
}

/** `integer or object` of a value that can be either. */
const typesOf = (variants = []) =>
  variants.map(({ type }) => type).join(' or ');

function row(schema, name) {
  const kind =
    schema.type === 'array' && schema.items.type !== 'object'
      ? `list of ${schema.items.type}s`
      : schema.pattern?.includes('ms|s|m|h|d')
        ? 'duration'
        : (schema.type ?? typesOf(schema.anyOf));
  const standard =
    schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
  const cells = [`\`${name}\``, kind, standard, schema.description ?? ''];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const schema = JSON.parse(
  readFileSync(join(FOLDER, 'config-schema.json'), 'utf8'),
);
const table = [
  '| key | type | default | what it is |',
  '| --- | --- | --- | --- |',
  ...rows(schema),
].join('\n');

const path = join(FOLDER, 'config.md');
const text = readFileSync(path, 'utf8');
const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
const after = text.slice(text.indexOf(END));
const wanted = `${before}\n${table}\n${after}`;
if (wanted !== text && process.argv.includes('--check')) {
  process.stderr.write(
    'references/config.md is out of date: node scripts/gen-references.mjs\n',
  );
  process.exitCode = 1;
} else if (wanted !== text) {
  writeFileSync(path, wanted);
}

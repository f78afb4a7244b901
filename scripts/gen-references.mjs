#!/usr/bin/env node
// Writes the parts of documents that follow from a schema: every key of the
// config into references/config.md, the short table of them into README.md.
// With --check it writes nothing and fails where one is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every place that can be set with its schema: `checks[].name`, `agents.NAME.model`. */
function places(schema, name = '') {
  const below = Object.entries(schema.properties ?? {}).flatMap(([key, each]) =>
    places(each, name === '' ? key : `${name}.${key}`),
  );
  if (typeof schema.additionalProperties === 'object')
    below.push(...places(schema.additionalProperties, `${name}.NAME`));
  if (schema.items?.type === 'object')
    below.push(...places(schema.items, `${name}[]`));
  return [...(name === '' ? [] : [{ name, schema }]), ...below];
}

/** `integer or object` of a value that can be either. */
const typesOf = (variants = []) =>
  variants.map(({ type }) => type).join(' or ');

const kindOf = (schema) =>
  schema.type === 'array' && schema.items.type !== 'object'
    ? `list of ${schema.items.type}s`
    : schema.pattern?.includes('ms|s|m|h|d')
      ? 'duration'
      : (schema.type ?? typesOf(schema.anyOf));

const defaultOf = (schema) =>
  schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;

const row = (cells) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const table = (head, rows) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** Every key, with its type. */
const wholeTable = (all) =>
  table(
    ['key', 'type', 'default', 'what it is'],
    all.map(({ name, schema }) => [
      `\`${name}\``,
      kindOf(schema),
      defaultOf(schema),
      schema.description ?? '',
    ]),
  );

/** A group of keys that is listed key by key has no line of its own. */
const isGroup = ({ schema }) => schema.properties !== undefined;

/** What can be set in a line or two: no parts of lists, nothing that has a name of the user's in it. */
const isShort = ({ name }) => !name.startsWith('$') && !/\[\]|NAME/.test(name);

const SENTENCE_END = /(?<=\.) (?=[A-Z`])/;

/** What is said as `Default: …` goes into the column for it. */
function shortRow({ name, schema }) {
  const sentences = (schema.description ?? '').split(SENTENCE_END);
  const said = sentences.find((each) => each.startsWith('Default: ')) ?? '';
  const standard =
    defaultOf(schema) || said.slice('Default: '.length).replace(/\.$/, '');
  return [`\`${name}\``, sentences[0] ?? '', standard];
}

const shortTable = (all) =>
  table(
    ['key', 'what it is', 'default'],
    all.filter((each) => isShort(each) && !isGroup(each)).map(shortRow),
  );

const DOCUMENTS = [
  {
    path: 'references/config.md',
    begin: '<!-- generated: keys -->',
    end: '<!-- end of generated -->',
    content: wholeTable,
  },
  {
    path: 'README.md',
    begin: '<!-- config:start -->',
    end: '<!-- config:end -->',
    content: shortTable,
  },
];

const all = places(
  JSON.parse(readFileSync(join(ROOT, 'references/config-schema.json'), 'utf8')),
);
for (const { path, begin, end, content } of DOCUMENTS) {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from)
    throw new Error(`${path} lacks its marks: ${begin} … ${end}`);
  const wanted = `${text.slice(0, from + begin.length)}\n${content(all)}\n${text.slice(to)}`;
  if (wanted === text) continue;
  if (process.argv.includes('--check')) {
    process.stderr.write(
      `${path} is out of date: node scripts/gen-references.mjs\n`,
    );
    process.exitCode = 1;
  } else writeFileSync(join(ROOT, path), wanted);
}

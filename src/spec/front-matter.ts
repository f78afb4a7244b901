import { frontMatterLength, lineAt, splitLines } from './lines.ts';

/** The fields of a document's front matter: text, or a list of texts. */
export type FrontMatter = ReadonlyMap<string, string | readonly string[]>;

/**
 * Reads the flat part of a YAML front matter: scalars, `[a, b]` and `- a`
 * lists. Nested maps are passed over; nothing here needs them.
 */
export function readFrontMatter(text: string): FrontMatter {
  const lines = splitLines(text);
  const length = frontMatterLength(lines);
  const fields = new Map<string, string | string[]>();
  let list: string[] | null = null;
  for (let line = 2; line < length; line += 1) {
    const source = lineAt(lines, line);
    const entry = /^\s*-\s+(.*)$/.exec(source)?.[1];
    if (entry !== undefined && list !== null) {
      if (!/^[A-Za-z_]\w*:\s/.test(entry)) list.push(scalar(entry));
      continue;
    }
    const match = /^([A-Za-z_][\w-]*)\s*:\s*(.*)$/.exec(source);
    if (match?.[1] === undefined) continue;
    const value = (match[2] ?? '').trim();
    list = value === '' ? [] : null;
    fields.set(match[1], list ?? valueOf(value));
  }
  return fields;
}

function valueOf(value: string): string | string[] {
  const inner = /^\[(.*)\]$/.exec(value)?.[1];
  if (inner === undefined) return scalar(value);
  return inner
    .split(',')
    .map(scalar)
    .filter((part) => part !== '');
}

const scalar = (text: string): string =>
  text
    .trim()
    .replace(/^(['"])(.*)\1(?:\s+#.*)?$/, '$2')
    .trim();

/** A field as a list, however it is written. */
export function listField(
  fields: FrontMatter,
  name: string,
): readonly string[] {
  const value = fields.get(name);
  if (value === undefined || value === '') return [];
  return typeof value === 'string' ? [value] : value;
}

/** A field as text; null where it is missing or a list. */
export function textField(fields: FrontMatter, name: string): string | null {
  const value = fields.get(name);
  return typeof value === 'string' ? value : null;
}

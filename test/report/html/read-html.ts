/** An element of a page, as its tag says. */
export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
};

const VOID = new Set(['meta', 'link', 'br', 'hr', 'img', 'input']);

/**
 * Reads HTML as strictly as it was meant to be written: quoted attributes, no
 * stray brackets, every element closed in its turn. Throws where it is not so.
 */
export function elementsOf(html: string): readonly Element[] {
  const elements: Element[] = [];
  const open: string[] = [];
  const tag =
    /<!doctype html>|<(\/?)([a-z][a-z0-9]*)((?: [a-z0-9:-]+="[^"<>]*"| open)*)(\/?)>/giy;
  let at = 0;
  while (at < html.length) {
    if (html[at] !== '<') {
      if (html[at] === '>' && open.at(-1) !== 'style')
        throw new Error(`a stray > at ${at}: ${html.slice(at - 40, at + 40)}`);
      at += 1;
      continue;
    }
    tag.lastIndex = at;
    const match = tag.exec(html);
    if (match === null)
      throw new Error(`no tag at ${at}: ${html.slice(at, at + 80)}`);
    at = tag.lastIndex;
    const [, slash, name = '', attributes = '', end] = match;
    if (name === '') continue;
    if (slash === '/') {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> ends <${String(last)}>`);
      continue;
    }
    elements.push({ name, attributes: attributesIn(attributes) });
    if (end === '' && !VOID.has(name)) open.push(name);
  }
  if (open.length > 0) throw new Error(`not closed: ${open.join(' ')}`);
  return elements;
}

const attributesIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/ ([a-z0-9:-]+)="([^"]*)"/gi)].map(
      ([, key = '', value = '']) => [key, value],
    ),
  );

import { cleanText } from '../../view/terminal-text.ts';

/**
 * HTML that is safe to put into a page. Only `markup` makes it, from text that
 * stands in the sources and from escaped text: what an agent wrote can be shown,
 * but never becomes an element.
 */
class SafeMarkup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type Markup = SafeMarkup;

/** What can stand in a template: text is escaped, null is nothing. */
export type Hole = Markup | string | number | null | readonly Hole[];

/** HTML as a template: every hole is escaped unless it is markup already. */
export function markup(
  parts: TemplateStringsArray,
  ...holes: readonly Hole[]
): Markup {
  let text = parts[0] ?? '';
  holes.forEach((hole, i) => {
    // An attribute without quotes ends at a blank, which is not escaped.
    if (text.endsWith('='))
      throw new Error(`Internal error: expected a quote after ${text}`);
    text += write(hole) + (parts[i + 1] ?? '');
  });
  return new SafeMarkup(text);
}

/** Nothing, where nothing is to be shown. */
export const NOTHING: Markup = new SafeMarkup('');

function write(hole: Hole): string {
  if (hole === null) return '';
  if (typeof hole === 'string') return escapeHtml(hole);
  if (typeof hole === 'number' || hole instanceof SafeMarkup)
    return String(hole);
  return hole.map(write).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text as HTML shows it, in content and in quoted attributes. What would turn
 * the reading direction, hide text or end in NUL is taken out.
 */
export const escapeHtml = (text: string): string =>
  cleanText(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');

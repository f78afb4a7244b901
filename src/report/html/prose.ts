import { lexer } from 'marked';
import type { Token, Tokens } from 'marked';
import { cleanText } from '../../view/terminal-text.ts';
import { markup, NOTHING } from './markup.ts';
import type { Markup } from './markup.ts';
import { cutBlock } from './text.ts';

/** What a reader takes in; longer texts stand in the logs. */
const LONGEST_PROSE = 3000;

/** Marks of blocks in a row from which on it is an attack and no text: the parser would run out of stack. */
const NESTED = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){12}/m;

/**
 * Markdown of a spec or an agent as HTML. The tokens of marked are written by
 * `markup`, one by one, so that HTML in the text is only ever text; headings
 * become bold lines, so that they do not get among the page's own.
 */
export function prose(text: string, most: number = LONGEST_PROSE): Markup {
  // Cut before it is cleaned: a megabyte of it would take a while each time.
  const { text: kept, cut } = cutBlock(text.trim(), most);
  const shown = cleanText(kept).trim();
  if (shown === '') return NOTHING;
  const body = NESTED.test(shown)
    ? markup`<pre>${shown}</pre>`
    : markup`${lexer(shown).map(blockOf)}`;
  return markup`<div class="prose" dir="auto">${body}${cutNote(cut)}</div>`;
}

/** Says how much of a text is missing; nothing where it is whole. */
export const cutNote = (cut: number): Markup =>
  cut === 0
    ? NOTHING
    : markup`<p class="note">Cut here: ${cut.toLocaleString('en')} more characters.</p>`;

/** Tokens within a token; none where it has no parts. */
const partsOf = (token: Token): readonly Token[] | undefined =>
  'tokens' in token ? token.tokens : undefined;

const blocks = (token: Token): readonly Markup[] =>
  (partsOf(token) ?? []).map(blockOf);

const spans = (token: Token | Tokens.TableCell): readonly Markup[] =>
  (partsOf(token as Token) ?? []).map(spanOf);

/** A block by its name; whatever is not known stands there as it was written. */
function blockOf(token: Token): Markup {
  const { type } = token;
  if (type === 'space' || type === 'def') return NOTHING;
  if (type === 'hr') return markup`<hr>`;
  if (type === 'paragraph') return markup`<p>${spans(token)}</p>`;
  if (type === 'heading')
    return markup`<p><strong>${spans(token)}</strong></p>`;
  if (type === 'blockquote')
    return markup`<blockquote>${blocks(token)}</blockquote>`;
  if (type === 'code')
    return markup`<pre><code>${(token as Tokens.Code).text}</code></pre>`;
  if (type === 'html') return markup`<p>${token.raw}</p>`;
  if (type === 'list') return listOf(token as Tokens.List);
  if (type === 'table') return tableOf(token as Tokens.Table);
  // The text of a tight list item stands among its blocks.
  return spanOf(token);
}

function listOf({ ordered, start, items }: Tokens.List): Markup {
  const rows = items.map((item) => markup`<li>${blocks(item)}</li>`);
  return ordered
    ? markup`<ol start="${start === '' ? 1 : start}">${rows}</ol>`
    : markup`<ul>${rows}</ul>`;
}

const tableOf = ({ header, rows }: Tokens.Table): Markup =>
  markup`<div class="scroll"><table><thead><tr>${header.map(
    (cell) => markup`<th>${spans(cell)}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) =>
      markup`<tr>${row.map((cell) => markup`<td>${spans(cell)}</td>`)}</tr>`,
  )}</tbody></table></div>`;

function spanOf(token: Token): Markup {
  const { type, raw } = token;
  if (type === 'br') return markup`<br>`;
  if (type === 'strong') return markup`<strong>${spans(token)}</strong>`;
  if (type === 'em') return markup`<em>${spans(token)}</em>`;
  if (type === 'del') return markup`<del>${spans(token)}</del>`;
  if (type === 'codespan')
    return markup`<code>${(token as Tokens.Codespan).text}</code>`;
  if (type === 'link') return linkOf(token as Tokens.Link);
  // A picture would be fetched from wherever the text says: its words stay.
  if (type === 'image') return markup`${(token as Tokens.Image).text}`;
  if (type === 'checkbox')
    return (token as Tokens.Checkbox).checked ? markup`☑ ` : markup`☐ `;
  if (type === 'escape') return markup`${(token as Tokens.Escape).text}`;
  return partsOf(token) === undefined
    ? markup`${raw}`
    : markup`${spans(token)}`;
}

/** Links lead to the web or to mail; any other stays what was written. */
function linkOf(token: Tokens.Link): Markup {
  const { href, raw } = token;
  return /^(?:https?:\/\/|mailto:)[^\s\\]+$/i.test(href)
    ? markup`<a href="${href}" rel="noopener noreferrer nofollow">${spans(token)}</a>`
    : markup`${raw}`;
}

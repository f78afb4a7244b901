import { count } from '../../view/format.ts';
import type { Hunk, HunkLine } from './hunk.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { cutBlock } from './text.ts';

/** Longer lines are no source any more. */
const LONGEST_LINE = 240;

/** Characters that would hide what a line really says. */
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;

/** A part of a diff: signs beside the colours, and the line that is meant set off. */
export function hunkMarkup(hunk: Hunk, line: number | null): Markup {
  const meant = hunk.lines.findIndex(
    ({ number }) => number !== null && number === line,
  );
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="What changed there"><table class="hunk"><tbody>
<tr class="at"><td></td><td></td><td>${cutBlock(hunk.head, LONGEST_LINE).text}</td></tr>
${hunk.lines.map((each, i) => lineMarkup(each, i === meant))}</tbody></table></div>
${hunk.left === 0 ? null : markup`<p class="note">Cut: ${count(hunk.left, 'line')} of this hunk ${hunk.left === 1 ? 'is' : 'are'} left out.</p>`}`;
}

const KINDS = { '+': 'added', '-': 'removed', ' ': 'same' } as const;

function lineMarkup(
  { sign, number, text }: HunkLine,
  isMeant: boolean,
): Markup {
  const { text: shown, cut } = cutBlock(text, LONGEST_LINE);
  return markup`<tr class="${KINDS[sign]}${isMeant ? ' meant' : ''}"><td>${number === null ? '' : String(number)}</td><td>${sign}</td><td>${shown.replace(HIDDEN, named)}${cut > 0 ? '…' : null}</td></tr>
`;
}

/** `⟨U+202E⟩`: whoever reads the code has to see that it is there. */
const named = (sign: string): string =>
  `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;

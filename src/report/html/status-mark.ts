import type { Severity } from '../../model/finding.ts';
import type { Status } from '../../model/status.ts';
import { statusLook } from '../../view/status-look.ts';
import type { Tone } from '../../view/status-look.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

/** A glyph and a word: the tone colours both, and says nothing alone. */
export const mark = (glyph: string, word: string, tone: Tone): Markup =>
  markup`<span class="mark ${tone}"><span aria-hidden="true">${glyph}</span> ${word}</span>`;

/** The status of a unit or a subtask, as in every other view. */
export function statusMark(status: Status): Markup {
  const { glyph, word, tone } = statusLook(status);
  return mark(glyph, word, tone);
}

const SEVERITY_LOOKS: Readonly<
  Record<Severity, { readonly glyph: string; readonly tone: Tone }>
> = {
  critical: { glyph: '▲', tone: 'bad' },
  major: { glyph: '◆', tone: 'warning' },
  minor: { glyph: '●', tone: 'quiet' },
  none: { glyph: '✓', tone: 'good' },
};

/** How bad a finding is; for a verdict without one `none`. */
export function severityMark(severity: Severity): Markup {
  const { glyph, tone } = SEVERITY_LOOKS[severity];
  return mark(glyph, severity, tone);
}

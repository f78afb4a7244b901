import { textWidth } from '../../view/terminal-text.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { shortLine, tookText } from './text.ts';
import type { TimeScale } from './time-scale.ts';
import type { Bar } from './timeline-bars.ts';
import type { WaitStretch } from './timeline-waits.ts';

/** Heights of a row's parts, in pixels. */
const BAR_TOP = 4;
const BAR_HEIGHT = 18;
const THIN = 8;
const MIDDLE = BAR_TOP + BAR_HEIGHT / 2;

/** Anything narrower could not be seen, in percent. */
const LEAST_WIDTH = 0.3;
/** Percent that a letter takes where the picture is 800 pixels wide. */
const LETTER = 0.85;

/** Where a mark is drawn. */
type Place = { readonly top: number; readonly scale: TimeScale };

/** A lane of those that a row has where bars overlap (two reviewers at once). */
type Lane = { readonly lane: number; readonly lanes: number };

/** Gives overlapping bars of a row lanes of their own. */
export function laneOf(bars: readonly Bar[]): (bar: Bar) => Lane {
  const lanes = new Map<Bar, number>();
  const ends: number[] = [];
  for (const bar of bars.toSorted((a, b) => a.from - b.from)) {
    const free = ends.findIndex((end) => end <= bar.from);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = bar.to;
    lanes.set(bar, lane);
  }
  return (bar) => {
    const isAlone = bars.every(
      (other) => other === bar || other.to <= bar.from || other.from >= bar.to,
    );
    return isAlone
      ? { lane: 0, lanes: 1 }
      : { lane: lanes.get(bar) ?? 0, lanes: Math.max(1, ends.length) };
  };
}

/** A place or a width in the picture. */
export const percent = (share: number): string => `${share.toFixed(2)}%`;

/** One bar, with all that is to be said of it as its title. */
export function barMarkup(bar: Bar, place: Place & Lane): Markup {
  const { kind, end, from, to } = bar;
  const { scale, top, lane, lanes } = place;
  const x = scale.place(from);
  const width = Math.max(LEAST_WIDTH, scale.place(to) - x);
  const isThin = kind === 'checks';
  const height = (isThin ? THIN : BAR_HEIGHT) / lanes;
  const y = top + (isThin ? MIDDLE - THIN / 2 : BAR_TOP) + lane * height;
  const title = `${shortLine(bar.text)} (${tookText(to - from)}, from ${tookText(from)})`;
  const word =
    !isThin && lanes === 1 && width > kind.length * LETTER + 1.5
      ? markup`<text class="word" x="${percent(x)}" dx="6" y="${y + 13}">${kind}</text>`
      : null;
  const cap =
    end === 'bad' || end === 'interrupted'
      ? markup`<rect class="cap ${end}" x="${percent(x + width)}" y="${y - 1}" width="3" height="${height + 2}" transform="translate(-3 0)"/>`
      : null;
  return markup`<g><title>${title}</title><rect class="bar ${kind} ${end}" x="${percent(x)}" y="${y}" width="${percent(width)}" height="${height}" rx="2"/>${word}${cap}</g>`;
}

/** A line for a wait, its reason as the title, and beside it where there is room. */
export function waitMarkup(wait: WaitStretch, { top, scale }: Place): Markup {
  const { type, text, from, to } = wait;
  const x = scale.place(from);
  const width = Math.max(LEAST_WIDTH, scale.place(to) - x);
  const reason = shortLine(text);
  const label = textWidth(reason) * LETTER + 3 < width;
  return markup`<g><title>waits ${tookText(to - from)}: ${reason}</title><rect class="hit" x="${percent(x)}" y="${top}" width="${percent(width)}" height="26"/><rect class="wait ${type}" x="${percent(x)}" y="${top + MIDDLE - 1}" width="${percent(width)}" height="2"/>${
    label
      ? markup`<text class="reason" x="${percent(x + width / 2)}" y="${top + MIDDLE + 4}">${reason}</text>`
      : null
  }</g>`;
}

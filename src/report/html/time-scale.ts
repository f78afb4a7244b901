/** A stretch of time, in milliseconds since the run began. */
export type Span = { readonly from: number; readonly to: number };

/** Where moments stand on the picture, in percent of its width. */
export type TimeScale = {
  readonly place: (ms: number) => number;
  /** Long stretches in which nothing was done, drawn narrow. */
  readonly breaks: readonly Span[];
  /** Moments that get a label. */
  readonly ticks: readonly number[];
};

/** A pause that is longer than this share of all work is drawn as a break. */
const LONG_PAUSE = 0.1;
/** Shorter pauses are part of the work, whatever their share. */
const SHORTEST_BREAK_MS = 10_000;
/** Percent that a break takes. */
const BREAK_WIDTH = 4;
/** Percent between two labels, so that they fit side by side on a phone. */
const TICK_DISTANCE = 19;

/**
 * Lays the time of a run out so that its work can be seen: a night between two
 * starts would make an hour of work a line.
 */
export function createTimeScale(
  bars: readonly Span[],
  whole: number,
): TimeScale {
  const breaks = findBreaks(bars, whole);
  const paused = breaks.reduce((sum, { from, to }) => sum + to - from, 0);
  const room = 100 - breaks.length * BREAK_WIDTH;
  const perMs = room / Math.max(1, whole - paused);
  const place = (ms: number): number => {
    let percent = ms * perMs;
    for (const { from, to } of breaks) {
      if (ms <= from) break;
      const inside = Math.min(ms, to) - from;
      percent += (inside / (to - from)) * BREAK_WIDTH - inside * perMs;
    }
    return Math.min(100, Math.max(0, percent));
  };
  return { place, breaks, ticks: findTicks(place, breaks, whole) };
}

/** The longest pauses; more than a few of them would leave no room for the work. */
const MOST_BREAKS = 8;

function findBreaks(bars: readonly Span[], whole: number): readonly Span[] {
  const pauses: Span[] = [];
  let busy = 0;
  let until = 0;
  const end = { from: whole, to: whole };
  for (const { from, to } of [
    ...bars.toSorted((a, b) => a.from - b.from),
    end,
  ]) {
    if (from > until) pauses.push({ from: until, to: from });
    busy += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  const least = Math.max(SHORTEST_BREAK_MS, busy * LONG_PAUSE);
  return pauses
    .filter(({ from, to }) => to - from > least)
    .toSorted((a, b) => b.to - b.from - (a.to - a.from))
    .slice(0, MOST_BREAKS)
    .toSorted((a, b) => a.from - b.from);
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Lengths that people count in. */
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720].map((n) => n * HOUR),
];

/** Round moments outside of the breaks, as many as have room. */
function findTicks(
  place: TimeScale['place'],
  breaks: readonly Span[],
  whole: number,
): readonly number[] {
  const paused = breaks.reduce((sum, { from, to }) => sum + to - from, 0);
  const wanted = ((whole - paused) * TICK_DISTANCE) / 100;
  const step = STEPS.find((each) => each >= wanted) ?? whole + 1;
  const parts = [...breaks, { from: whole, to: whole }];
  const ticks: number[] = [];
  let from = 0;
  let last = -Infinity;
  for (const part of parts) {
    for (let at = Math.ceil(from / step) * step; at <= part.from; at += step) {
      if (place(at) - last < TICK_DISTANCE * 0.6 || place(at) > 96) continue;
      last = place(at);
      ticks.push(at);
    }
    from = part.to;
  }
  return ticks;
}

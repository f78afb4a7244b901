/** Milliseconds from one ISO time to another; 0 where one is missing, unreadable or in the wrong order. */
export function millisBetween(from: string | null, to: string | null): number {
  const difference = parseTime(to) - parseTime(from);
  return Number.isFinite(difference) ? Math.max(0, difference) : 0;
}

function parseTime(text: string | null): number {
  if (text === null) return Number.NaN;
  // eslint-disable-next-line no-restricted-globals -- reading a given text asks no clock
  return Date.parse(text);
}

/** A length of time as people read it: `12s`, `3m 05s`, `1h 02m`, `2d 03h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return `${Math.floor(hours / 24)}d ${pad(hours % 24)}h`;
  if (hours > 0) return `${hours}h ${pad(minutes % 60)}m`;
  if (minutes > 0) return `${minutes}m ${pad(seconds % 60)}s`;
  return `${seconds}s`;
}

const pad = (n: number): string => String(n).padStart(2, '0');

/** A number of tokens in at most five columns: `950`, `12k`, `1.2M`. */
export function formatTokens(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  if (tokens < 999_500) return `${Math.round(tokens / 1000)}k`;
  return `${(tokens / 1_000_000).toFixed(1)}M`;
}

/** Money with enough digits to tell a cheap run from a free one. */
export const formatCost = (usd: number): string =>
  usd > 0 && usd < 0.01 ? '<$0.01' : `$${usd.toFixed(2)}`;

/** An ISO time to the minute, its zone named, so that a file reads the same everywhere. */
export const formatTime = (iso: string): string =>
  iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, '$1 $2 UTC');

/** `1 unit`, `2 units`, `3 fixes`. */
export const count = (n: number, noun: string, plural = `${noun}s`): string =>
  `${n} ${n === 1 ? noun : plural}`;

import { err, ok, type Result } from './result.ts';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Longest delay a timer takes: more would fire at once. */
const MAX_MS = 2 ** 31 - 1;

/** Reads a duration as people write it (`90s`, `10m`, `2h`, `1h30m`) into milliseconds. */
export const parseDuration = (text: string): Result<number, string> => {
  const wrong = err(
    `"${text}" is not a duration: write it like 90s, 10m, 2h or 1h30m`,
  );
  const written = text.trim().toLowerCase();
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(written)) return wrong;
  let total = 0;
  for (const [, amount, unit] of written.matchAll(/([\d.]+)(ms|s|m|h|d)/g))
    total += Number(amount) * UNITS[unit as keyof typeof UNITS];
  const ms = Math.round(total);
  if (ms < 1) return wrong;
  return ms > MAX_MS ? err(`"${text}" is more than 24 days`) : ok(ms);
};

/** Writes a duration for people, in at most two units (`1h 30m`, `45s`). */
export const formatDuration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  const seconds = Math.round(ms / 1000);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join(' ');
};

const UNIT_SECONDS: readonly (readonly [RegExp, number])[] = [
  [/(\d+(?:\.\d+)?)\s*d(?:ays?)?\b/i, 86_400],
  [/(\d+(?:\.\d+)?)\s*h(?:ours?|rs?)?\b/i, 3600],
  [/(\d+(?:\.\d+)?)\s*m(?:in(?:ute)?s?)?\b/i, 60],
  [/(\d+(?:\.\d+)?)\s*s(?:ec(?:ond)?s?)?\b/i, 1],
  [/(\d+(?:\.\d+)?)\s*ms\b/i, 0.001],
];

/** No service makes anyone wait longer than this; beyond it the number means something else. */
const MAX_WAIT_S = 32 * 86_400;

/**
 * When a service says that trying again makes sense: "try again in 1s", "in 5
 * days 3 hours", "limit reached|1749924000", "resets 3pm", "at 2026-11-21T10:00Z".
 */
export const resetTime = (message: string, now: Date): string | null => {
  const seconds =
    waitSeconds(message) ??
    epochSeconds(message, now) ??
    clockTime(message, now);
  if (seconds === null || seconds < 0 || seconds > MAX_WAIT_S) return null;
  return new Date(now.getTime() + Math.ceil(seconds * 1000)).toISOString();
};

const waitSeconds = (message: string): number | null => {
  const phrase =
    /\b(?:again|retry|resets?|wait|available)\b[^.]{0,20}?\b(?:in|after)\s+((?:\d+(?:\.\d+)?\s*[a-z]+[,\s]*(?:and\s+)?){1,5})/i.exec(
      message,
    )?.[1];
  if (phrase === undefined) return null;
  let total: number | null = null;
  for (const [pattern, factor] of UNIT_SECONDS) {
    const amount = pattern.exec(phrase)?.[1];
    if (amount !== undefined) total = (total ?? 0) + Number(amount) * factor;
  }
  return total;
};

const epochSeconds = (message: string, now: Date): number | null => {
  const epoch = /\|(\d{10})\b/.exec(message)?.[1];
  if (epoch !== undefined) return Number(epoch) - now.getTime() / 1000;
  const iso = /\b\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)/.exec(
    message,
  )?.[0];
  return iso === undefined ? null : (Date.parse(iso) - now.getTime()) / 1000;
};

/** "at 5:09 PM", "resets 3pm": the next such time of the day, here. */
const clockTime = (message: string, now: Date): number | null => {
  const match =
    /\b(?:at|resets?)\s+(?:at\s+)?(\d{1,2})(?::(\d\d))?\s*([ap])\.?m\b/i.exec(
      message,
    );
  if (match === null) return null;
  const [, hours, minutes = '0', half = 'a'] = match;
  const time = new Date(now);
  time.setHours(
    (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0),
    Number(minutes),
    0,
    0,
  );
  if (time <= now) time.setDate(time.getDate() + 1);
  return (time.getTime() - now.getTime()) / 1000;
};

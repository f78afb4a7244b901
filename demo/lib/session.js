import { createHash } from 'node:crypto';

/** A session id that is the same for the same attempt, and no other. */
export function sessionId(seed) {
  const hex = createHash('sha256').update(seed).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `7${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** About what a tokenizer would count. */
export const tokensOf = (text) => Math.ceil(text.length / 4);

/** One event, one line. */
export const say = (event) => {
  process.stdout.write(`${JSON.stringify(event)}\n`);
};

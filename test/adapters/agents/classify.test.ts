import { describe, expect, test } from 'vitest';
import {
  classify,
  classifyText,
} from '../../../src/adapters/agents/classify.ts';
import { resetTime } from '../../../src/adapters/agents/reset-time.ts';
import { NOW } from './replay.ts';

const error = (message: string, more: object = {}) =>
  classify(
    {
      type: 'error',
      message,
      http_status: null,
      code: null,
      retry_after_s: null,
      is_transient: false,
      ...more,
    },
    { now: NOW, exit_failure: null },
  ).type;

describe('words that look like a failure', () => {
  test.each([
    'cannot edit src/author.ts: no such file',
    'authoring the README failed',
    'could not generate unlimited items',
    'the test "rejects after timeout" failed',
    'line 429 of src/a.ts does not parse',
    'returns 401 in src/http.ts:403',
    'expected 500 items, got 503',
    'the context menu of window 3 is broken',
    'tokenizer.json is missing',
    'quotation marks do not match',
    'limitless rates',
  ])('%j is nothing but a crash', (message) => {
    expect(error(message)).toBe('crash');
    expect(classifyText(message, NOW)).toBeNull();
  });
});

describe('what a CLI names itself', () => {
  test('goes before the words of its message', () => {
    expect(error('please log in again', { http_status: 500 })).toBe('network');
    expect(error('Unauthorized timeout', { http_status: 429 })).toBe(
      'rate_limit',
    );
    expect(
      error('rate limit in src/limit.ts', { code: 'authentication_failed' }),
    ).toBe('auth');
  });

  test.each([
    [400, 'crash'],
    [401, 'auth'],
    [402, 'usage_cap'],
    [403, 'auth'],
    [404, 'crash'],
    [408, 'network'],
    [429, 'rate_limit'],
    [500, 'network'],
    [529, 'network'],
  ])('HTTP %i is %s', (http_status, type) => {
    expect(error('x', { http_status })).toBe(type);
  });

  test('an account without money is a cap, under whatever status', () => {
    expect(error('x', { http_status: 429, code: 'insufficient_quota' })).toBe(
      'usage_cap',
    );
    expect(error('Your credit balance is too low', { http_status: 400 })).toBe(
      'usage_cap',
    );
    expect(error('You exceeded your current quota', { http_status: 429 })).toBe(
      'usage_cap',
    );
  });

  test('a name that every object has is no code', () => {
    expect(error('x', { code: 'constructor' })).toBe('crash');
  });
});

test('of stderr the last line that says something is told', () => {
  const text =
    'YOLO mode\nRate limit reached, try again in 5s\nAuthentication failed\nbye';
  expect(classifyText(text, NOW)).toEqual({
    type: 'auth',
    message: 'Authentication failed',
  });
});

describe('the time to try again', () => {
  const local = (day: number, hours: number, minutes = 0) =>
    new Date(2026, 0, day, hours, minutes).toISOString();
  const after = (seconds: number) =>
    new Date(NOW.getTime() + seconds * 1000).toISOString();

  test.each([
    ['Please try again in 1s.', after(1)],
    ['Please retry in 37.5s', after(37.5)],
    ['try again in 20ms', after(0.02)],
    [
      'try again in 5 days 3 hours 2 minutes.',
      after(5 * 86_400 + 3 * 3600 + 120),
    ],
    ['resets in 2h 30m', after(9000)],
    ['retry after 30 seconds', after(30)],
    ['You hit your limit · resets 3pm', local(2, 15)],
    ['try again at 5:09 PM.', local(2, 17, 9)],
    ['resets at 9am', local(3, 9)],
    ['resets 12am', local(3, 0)],
    ['try again at 2026-01-05T00:00:00Z', '2026-01-05T00:00:00.000Z'],
  ])('of %j', (message, time) => {
    expect(resetTime(message, NOW)).toBe(time);
  });

  test.each([
    'try again later',
    'rate limit of 20s exceeded',
    'retry in 900 days',
    'limit|1234567890',
    'version 3pm',
  ])('is not in %j', (message) => {
    expect(resetTime(message, NOW)).toBeNull();
  });
});

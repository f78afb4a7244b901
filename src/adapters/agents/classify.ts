import type { Failure, FailureType } from '../../model/failure.ts';
import type { ErrorEvent } from './agent-event.ts';
import { resetTime } from './reset-time.ts';

/** What services and CLIs call their errors. */
const CODES: Readonly<Record<string, FailureType>> = {
  insufficient_quota: 'usage_cap',
  quota_exceeded: 'usage_cap',
  usage_limit_reached: 'usage_cap',
  usage_not_included: 'usage_cap',
  billing_error: 'usage_cap',
  credit_balance_too_low: 'usage_cap',
  error_max_budget_usd: 'usage_cap',
  rate_limit: 'rate_limit',
  rate_limit_exceeded: 'rate_limit',
  rate_limit_error: 'rate_limit',
  too_many_requests: 'rate_limit',
  resource_exhausted: 'rate_limit',
  authentication_failed: 'auth',
  authentication_error: 'auth',
  permission_error: 'auth',
  permission_denied: 'auth',
  invalid_api_key: 'auth',
  unauthenticated: 'auth',
  forbidden: 'auth',
  providerautherror: 'auth',
  server_error: 'network',
  api_error: 'network',
  overloaded_error: 'network',
  unavailable: 'network',
  internal: 'network',
  deadline_exceeded: 'network',
  broken_reply: 'network',
  max_output_tokens: 'bad_output',
  error_max_turns: 'bad_output',
  error_max_structured_output_retries: 'bad_output',
  messageoutputlengtherror: 'bad_output',
  context_length_exceeded: 'bad_output',
  model_not_found: 'crash',
  invalid_request: 'crash',
  invalid_request_error: 'crash',
  invalid_argument: 'crash',
  not_found: 'crash',
};

/**
 * Whole words of messages that are the CLI's or the service's own. What agents
 * write and what tools print is never searched: a test may say "timeout".
 */
const WORDS: readonly (readonly [FailureType, RegExp])[] = [
  [
    'usage_cap',
    /\b(?:usage limit|quota exceeded|(?:exceeded|over) your (?:current )?quota|insufficient[_ ]quota|credit balance|out of credits|spend(?:ing)? limit|(?:hit|reached) your (?:\w+ )?limit)\b/i,
  ],
  [
    'rate_limit',
    /\brate[ _-]?limit(?:ed|s)?\b|\btoo many requests\b|\b(?:status|HTTP|error)[: ]{1,2}429\b/i,
  ],
  [
    'auth',
    /\b(?:unauthorized|unauthenticated|not logged in|log in again|please (?:log ?in|run \/login)|(?:invalid|incorrect|missing|expired|no) api key|invalid auth method|failed to authenticate|authentication (?:failed|required|error)|missing environment variable|must specify the \w+_API_KEY|(?:token|session) (?:has )?expired|\w+_API_KEY environment variable)\b/i,
  ],
  [
    'bad_output',
    /\bmax_output_tokens\b|\boutput token maximum\b|\bcontext (?:window|length)\b/i,
  ],
  [
    'network',
    /\b(?:ECONNREFUSED|ConnectionRefused|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|fetch failed|error sending request|connection (?:refused|reset|failed|error|closed|was closed)|socket connection|stream (?:disconnected|closed|ended)|(?:cannot|unable to) connect|network error|high demand|overloaded|service unavailable|bad gateway|gateway time-?out|internal server error|empty or malformed response|is not valid JSON|JSON parsing failed|incomplete JSON)\b/i,
  ],
];

const byStatus = (status: number): FailureType | null => {
  if (status === 401 || status === 403) return 'auth';
  if (status === 402) return 'usage_cap';
  if (status === 429) return 'rate_limit';
  if (status === 408 || status >= 500) return 'network';
  return status >= 400 ? 'crash' : null;
};

const byWords = (message: string): FailureType | null =>
  WORDS.find(([, words]) => words.test(message))?.[0] ?? null;

export type ClassifyOptions = {
  readonly now: Date;
  /** What the CLI's exit code says, where its codes say something. */
  readonly exit_failure: FailureType | null;
};

/**
 * The class of an error: HTTP status and names first, the exit code next, the
 * words of its message last.
 */
export const classify = (
  error: ErrorEvent,
  { now, exit_failure }: ClassifyOptions,
): Failure => {
  const code = error.code?.toLowerCase() ?? '';
  const named = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  const byNumber =
    error.http_status === null ? null : byStatus(error.http_status);
  const words = byWords(error.message);
  const known = named === 'usage_cap' ? named : (byNumber ?? named);
  const type = known ?? exit_failure ?? words ?? 'crash';
  const reset_at =
    error.retry_after_s === null
      ? resetTime(error.message, now)
      : new Date(now.getTime() + error.retry_after_s * 1000).toISOString();
  const settled = refine(type, words, isSoon(reset_at, now));
  const isLimit = settled === 'rate_limit' || settled === 'usage_cap';
  return {
    type: settled,
    message: error.message,
    ...(isLimit && reset_at !== null ? { reset_at } : {}),
  };
};

/** A limit that is lifted within this time is one of requests per minute. */
const SOON_MS = 10 * 60_000;

const isSoon = (time: string | null, now: Date): boolean =>
  time !== null && Date.parse(time) - now.getTime() <= SOON_MS;

/** A limit that no short wait lifts is a cap, under whatever status it comes. */
const refine = (
  type: FailureType,
  words: FailureType | null,
  isSoonLifted: boolean,
): FailureType => {
  if (type === 'rate_limit' && words === 'usage_cap' && !isSoonLifted)
    return 'usage_cap';
  // Some services answer a bad key or an empty account with a plain 400.
  return type === 'crash' && words !== null && words !== 'network'
    ? words
    : type;
};

/** The class of words that a CLI left on stderr before it died; null where they say nothing. */
export const classifyText = (text: string, now: Date): Failure | null => {
  const lines = text.split('\n').filter((line) => byWords(line) !== null);
  const line = lines.at(-1);
  if (line === undefined) return null;
  const type = byWords(line) ?? 'crash';
  const reset_at = resetTime(line, now);
  const isLimit = type === 'rate_limit' || type === 'usage_cap';
  return {
    type,
    message: line.trim(),
    ...(isLimit && reset_at !== null ? { reset_at } : {}),
  };
};

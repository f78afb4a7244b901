import {
  isJsonObject,
  parseJsonObject,
  type JsonObject,
} from '../../lib/ndjson.ts';
import type { ErrorEvent } from './agent-event.ts';
import { firstText, listAt, numberAt, objectAt, textAt } from './read-json.ts';

/** What the body of a service's error reply says, in the forms that services use. */
export type ServiceError = Pick<
  ErrorEvent,
  'message' | 'http_status' | 'code' | 'retry_after_s'
>;

/**
 * Reads `{"error":{"message","code","status","type","details"}}` and its
 * relatives; null for text that is no such reply.
 */
export const readServiceError = (text: string): ServiceError | null => {
  const body = parseJsonObject(text);
  if (body === null) return null;
  const error = isJsonObject(body['error']) ? body['error'] : body;
  const message = textAt(error, 'message');
  if (message === null) return null;
  return {
    message,
    http_status: numberAt(error, 'code') ?? numberAt(body, 'status'),
    code: firstText(error, ['code', 'status', 'type']),
    retry_after_s: retryDelay(error),
  };
};

/** `{"details":[{"retryDelay":"37s"}]}` as Google's services write it. */
const retryDelay = (error: JsonObject): number | null => {
  for (const detail of listAt(error, 'details')) {
    const seconds = Number.parseFloat(textAt(detail, 'retryDelay') ?? '');
    if (Number.isFinite(seconds)) return seconds;
  }
  return null;
};

/** Seconds of a `retry-after` header. */
export const retryAfterHeader = (headers: JsonObject): number | null => {
  const seconds = Number(textAt(headers, 'retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
};

/** An error that carries nothing but its message. */
export const plainError = (
  message: string,
  is_transient: boolean,
): ErrorEvent => ({
  type: 'error',
  message,
  http_status: null,
  code: null,
  retry_after_s: null,
  is_transient,
  ...(readServiceError(message) ?? {}),
});

/** The error object of an event, whichever way it is nested. */
export const errorMessage = (event: JsonObject): string =>
  textAt(objectAt(event, 'error'), 'message') ??
  textAt(event, 'message') ??
  'no reason given';

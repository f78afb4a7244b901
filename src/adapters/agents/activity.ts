import { oneLine } from '../../lib/strip-terminal.ts';
import type { AgentEvent } from './agent-event.ts';

const MAX_LENGTH = 200;

/**
 * One line on what an agent does, for people; null for events that say nothing
 * new. Of a text that comes in pieces it is the line that grows.
 */
export const activityText = (
  event: AgentEvent,
  textSoFar: string,
): string | null => {
  const text =
    event.type === 'message' && event.is_delta && event.is_line !== true
      ? lastLine(textSoFar)
      : describe(event);
  const line = text === null ? '' : oneLine(text, MAX_LENGTH);
  return line === '' ? null : line;
};

const lastLine = (text: string): string =>
  prose(text).trimEnd().split('\n').at(-1) ?? '';

/** Answers are JSON for the runner: people hear of them when they are read. */
const prose = (text: string): string =>
  /^\s*(?:\{|```)/m.test(text) ? '' : text;

const describe = (event: AgentEvent): string | null => {
  switch (event.type) {
    case 'message':
      return prose(event.text);
    case 'tool':
      return event.summary;
    case 'error':
      return event.is_transient
        ? `retrying: ${event.message}`
        : `error: ${event.message}`;
    case 'started':
    case 'step_ended':
    case 'usage':
    case 'done':
      return null;
  }
};

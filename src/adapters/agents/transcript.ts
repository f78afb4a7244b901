import type { Usage } from '../../model/attempt.ts';
import type { AgentEvent, ErrorEvent, ToolEvent } from './agent-event.ts';

/** What is known of an attempt from its events: bounded, however many there are. */
export type Transcript = {
  readonly session_id: string | null;
  /** What the agent said since its last step. */
  readonly text: string;
  readonly done: Extract<AgentEvent, { type: 'done' }> | null;
  /** The first error the CLI did not get over. */
  readonly error: ErrorEvent | null;
  /** The last one it tries to get over by itself. */
  readonly transient: ErrorEvent | null;
  /** How many of those came without a sign that it got over them. */
  readonly retries: number;
  readonly open_tools: ReadonlySet<string>;
  readonly files_written: ReadonlySet<string>;
  /** Of this attempt. */
  readonly usage: Usage | null;
  /** Of the session up to now, where that is what the CLI counts. */
  readonly session_usage: Usage | null;
  /** The agent said or did something. */
  readonly has_worked: boolean;
};

export const EMPTY_TRANSCRIPT: Transcript = {
  session_id: null,
  text: '',
  done: null,
  error: null,
  transient: null,
  retries: 0,
  open_tools: new Set(),
  files_written: new Set(),
  usage: null,
  session_usage: null,
  has_worked: false,
};

/** An answer of any use is shorter. */
const MAX_TEXT_LENGTH = 4 * 1024 * 1024;

/** The end of a text that grows: cut seldom, because every cut copies it. */
const endOf = (text: string): string =>
  text.length > 2 * MAX_TEXT_LENGTH ? text.slice(-MAX_TEXT_LENGTH) : text;

const MAX_FILES = 1000;

/** Adds one event to what is known. */
export const addEvent = (seen: Transcript, event: AgentEvent): Transcript => {
  switch (event.type) {
    case 'started':
      return seen.session_id === event.session_id
        ? seen
        : { ...seen, session_id: event.session_id };
    case 'message':
      return {
        ...seen,
        done: null,
        has_worked: true,
        text: endOf(event.is_delta ? seen.text + event.text : event.text),
      };
    case 'tool':
      return addTool({ ...recovered(seen), done: null }, event);
    case 'step_ended':
      return {
        ...(event.is_progress ? recovered(seen) : seen),
        text: '',
        done: null,
      };
    case 'usage':
      return addUsage(seen, event);
    case 'error':
      return addError(seen, event);
    case 'done':
      return { ...(event.is_success ? recovered(seen) : seen), done: event };
  }
};

/** Errors before it are got over. Words alone do not say so: broken replies hold some. */
const recovered = (seen: Transcript): Transcript => ({
  ...seen,
  transient: null,
  retries: 0,
});

const addTool = (seen: Transcript, event: ToolEvent): Transcript => {
  const open = new Set(seen.open_tools);
  if (event.status === 'started') open.add(event.id);
  else open.delete(event.id);
  const isNew =
    event.files_written.some((path) => !seen.files_written.has(path)) &&
    seen.files_written.size < MAX_FILES;
  return {
    ...seen,
    has_worked: true,
    open_tools: open,
    text: event.status === 'started' ? '' : seen.text,
    files_written: isNew
      ? new Set([...seen.files_written, ...event.files_written])
      : seen.files_written,
  };
};

const addError = (seen: Transcript, event: ErrorEvent): Transcript =>
  event.is_transient
    ? { ...seen, transient: event, retries: event.tries ?? seen.retries + 1 }
    : { ...seen, error: merged(seen.error, event) };

/** CLIs repeat an error with more or less of what they know of it. */
const merged = (first: ErrorEvent | null, next: ErrorEvent): ErrorEvent =>
  first === null
    ? next
    : {
        ...first,
        http_status: first.http_status ?? next.http_status,
        code: first.code ?? next.code,
        retry_after_s: first.retry_after_s ?? next.retry_after_s,
      };

const addUsage = (
  seen: Transcript,
  { usage, scope }: Extract<AgentEvent, { type: 'usage' }>,
): Transcript => {
  switch (scope) {
    case 'attempt':
      return { ...seen, usage };
    case 'session':
      return { ...seen, session_usage: usage };
    case 'step':
      return {
        ...seen,
        usage: seen.usage === null ? usage : combine(seen.usage, usage, 1),
      };
  }
};

/** Sum of two usages, or (-1) their difference, never below nothing. */
export const combine = (a: Usage, b: Usage, sign: 1 | -1): Usage => ({
  input_tokens: Math.max(0, a.input_tokens + sign * b.input_tokens),
  cached_input_tokens: Math.max(
    0,
    a.cached_input_tokens + sign * b.cached_input_tokens,
  ),
  output_tokens: Math.max(0, a.output_tokens + sign * b.output_tokens),
  cost_usd:
    a.cost_usd === null || b.cost_usd === null
      ? (a.cost_usd ?? b.cost_usd)
      : Math.max(0, a.cost_usd + sign * b.cost_usd),
});

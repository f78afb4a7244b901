import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from './json.ts';
import type { Api, Said, ToolResult } from './scenario.ts';

/** A request as a wire reads it: the body is parsed, nothing else is. */
export type WireRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
  /** Whether a tool result that comes twice is refused. */
  readonly strictResults: boolean;
};

/** A turn before role, unit and attempt are known. */
export type Question = {
  readonly model: string;
  readonly prompt: string;
  readonly toolResults: readonly ToolResult[];
  readonly index: number;
  readonly schema: unknown;
  readonly cwd: string | null;
  readonly tools: readonly string[];
  /** Tells one run of a CLI from the next, where the wire carries such an id. */
  readonly conversation: string | null;
};

/** A whole HTTP answer. */
export type HttpAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/** What a wire makes of a request: a turn, or an answer that needs no scenario. */
export type Reading =
  | { readonly type: 'question'; readonly question: Question }
  | { readonly type: 'answer'; readonly answer: HttpAnswer }
  | { readonly type: 'refused'; readonly answer: HttpAnswer };

/** A model's answer as it goes out; `opening` is what a broken stream still shows. */
export type Written = {
  readonly contentType: string;
  readonly opening: string;
  readonly rest: string;
};

/** One protocol: everything the server must know to speak it. */
export type Wire = {
  readonly api: Api;
  readonly matches: (method: string, path: string) => boolean;
  /** The key the caller sent, wherever this protocol carries it. */
  readonly key: (headers: IncomingHttpHeaders) => string | null;
  readonly read: (request: WireRequest) => Reading;
  readonly write: (said: Said, request: WireRequest) => Written;
  readonly error: (status: number, message: string) => HttpAnswer;
};

/** One server-sent event, as all these protocols frame them. */
export const sse = (data: JsonObject, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;

/** The same round usage for every answer, so that tests can count it. */
export const USAGE = {
  input: 1200,
  cached: 1000,
  output: 34,
  reasoning: 8,
} as const;

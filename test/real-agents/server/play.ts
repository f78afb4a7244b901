import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Reply, Turn } from './scenario.ts';
import type { HttpAnswer, Wire, WireRequest } from './wire.ts';

/** One request as the server saw it, for asserts. */
export type Logged = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  /** The scenario's turn; null where the server answered by itself. */
  turn: Turn | null;
  reply: Reply | null;
  /** Of what went out; null while nothing has. */
  status: number | null;
  /** Why the server refused, or what the scenario threw. */
  fault: string | null;
};

/** Sends a whole answer. */
export const send = (response: ServerResponse, answer: HttpAnswer): void => {
  const isText = typeof answer.body === 'string';
  response.writeHead(answer.status, {
    'content-type': isText ? 'text/plain' : 'application/json',
    ...answer.headers,
  });
  response.end(isText ? answer.body : JSON.stringify(answer.body));
};

const closed = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    if (response.destroyed) resolve();
    else response.once('close', resolve);
  });

/** A request on its way to its answer. */
export type Exchange = {
  readonly logged: Logged;
  readonly response: ServerResponse;
  readonly wire: Wire;
};

/** Sends an answer that no scenario decided, and keeps why. */
export const refuse = (
  logged: Logged,
  response: ServerResponse,
  answer: HttpAnswer,
): void => {
  logged.status = answer.status;
  logged.fault = JSON.stringify(answer.body);
  send(response, answer);
};

/** Does what the scenario said: speak, fail, fall silent or break off. */
export const play = async (
  { logged, response, wire }: Exchange,
  request: WireRequest,
  reply: Reply,
): Promise<void> => {
  if ('status' in reply) {
    logged.status = reply.status;
    const usual = wire.error(reply.status, `Scripted ${reply.status}`);
    send(response, {
      ...usual,
      body: reply.body ?? usual.body,
      ...(reply.headers === undefined ? {} : { headers: reply.headers }),
    });
    return;
  }
  if ('hang' in reply && reply.after !== 'headers') {
    await closed(response);
    return;
  }
  const said = 'hang' in reply || 'truncate' in reply ? { text: '…' } : reply;
  const whole =
    'truncate' in reply ? { text: reply.text ?? 'Half a sent' } : said;
  const written = wire.write(whole, request);
  logged.status = 200;
  response.writeHead(200, { 'content-type': written.contentType });
  response.write(written.opening);
  if ('hang' in reply) await closed(response);
  else response.end('truncate' in reply ? '' : written.rest);
};

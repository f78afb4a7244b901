import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Attempts } from './attempts.ts';
import { chatWire } from './chat.ts';
import { geminiWire } from './gemini.ts';
import { isObject } from './json.ts';
import { messagesWire } from './messages.ts';
import { play, refuse, send, type Exchange, type Logged } from './play.ts';
import { recognise } from './recognise.ts';
import { responsesWire } from './responses.ts';
import type { Recognise, Reply, Scenario, Turn } from './scenario.ts';
import type { HttpAnswer, Wire, WireRequest } from './wire.ts';

const WIRES: readonly Wire[] = [
  responsesWire,
  geminiWire,
  messagesWire,
  chatWire,
];
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** What a scripted server is told. */
export type ServerOptions = {
  readonly scenario: Scenario;
  readonly recognise?: Recognise;
  /** The keys that are accepted; without it any key is, but one must come. */
  readonly keys?: readonly string[];
  /**
   * Refuses a tool result that comes twice. The Gemini CLI sends some so when
   * it resumes, and whether the service minds is not known: off by default.
   */
  readonly strictResults?: boolean;
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new Error('request body too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    // Anything else is a malformed request, which the wire refuses.
    return undefined;
  }
};

const isFinal = (reply: Reply): boolean =>
  'text' in reply && !('tool' in reply) && !('truncate' in reply);

/** A model server on 127.0.0.1 whose answers a scenario decides. */
export class ScriptedServer {
  readonly log: Logged[] = [];
  readonly #server: Server;
  readonly #options: ServerOptions;
  readonly #attempts = new Attempts();

  private constructor(options: ServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    });
  }

  /** Starts one on a port of its own, so that any number can run at once. */
  static async start(options: ServerOptions): Promise<ScriptedServer> {
    const made = new ScriptedServer(options);
    await new Promise<void>((resolve, reject) => {
      made.#server.once('error', reject);
      made.#server.listen(0, '127.0.0.1', resolve);
    });
    return made;
  }

  /** The root that every protocol's paths hang under. */
  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string')
      throw new Error(
        `Internal error: expected a port, got ${String(address)}`,
      );
    return `http://127.0.0.1:${String(address.port)}`;
  }

  /** The turns that reached the scenario, oldest first. */
  get turns(): readonly Turn[] {
    return this.log.flatMap(({ turn }) => (turn === null ? [] : [turn]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const done = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#server.closeAllConnections();
    await done;
  }

  async #handle(request: IncomingMessage, response: ServerResponse) {
    const body = parse(await readBody(request));
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const method = request.method ?? 'GET';
    const logged: Logged = {
      method,
      path,
      headers: request.headers,
      body,
      turn: null,
      reply: null,
      status: null,
      fault: null,
    };
    this.log.push(logged);
    const wire = WIRES.find((each) => each.matches(method, path));
    if (wire === undefined) {
      refuse(logged, response, responsesWire.error(404, `No route ${path}`));
      return;
    }
    const fault = this.#keyFault(wire, request);
    if (fault !== null) refuse(logged, response, fault);
    else if (!isObject(body))
      refuse(logged, response, wire.error(400, 'Invalid JSON payload'));
    else
      await this.#answer(
        { logged, response, wire },
        {
          method,
          path,
          headers: request.headers,
          body,
          strictResults: this.#options.strictResults ?? false,
        },
      );
  }

  #keyFault(wire: Wire, request: IncomingMessage): HttpAnswer | null {
    const key = wire.key(request.headers);
    if (key === null) return wire.error(401, 'Missing API key in the request');
    const { keys } = this.#options;
    return keys === undefined || keys.includes(key)
      ? null
      : wire.error(401, `Incorrect API key provided: ${key.slice(0, 2)}***`);
  }

  async #answer(exchange: Exchange, request: WireRequest): Promise<void> {
    const { logged, response, wire } = exchange;
    const reading = wire.read(request);
    if (reading.type === 'refused') {
      refuse(logged, response, reading.answer);
      return;
    }
    if (reading.type === 'answer') {
      logged.status = reading.answer.status;
      send(response, reading.answer);
      return;
    }
    const { question } = reading;
    const known = (this.#options.recognise ?? recognise)(question.prompt);
    const turn = this.#attempts.place(wire.api, question, known);
    logged.turn = turn;
    try {
      logged.reply = await this.#options.scenario(turn);
    } catch (error) {
      refuse(logged, response, wire.error(500, `Scenario: ${String(error)}`));
      return;
    }
    if (isFinal(logged.reply)) this.#attempts.finish(wire.api, question, known);
    await play(exchange, request, logged.reply);
  }
}

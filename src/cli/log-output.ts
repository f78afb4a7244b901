import { harmlessText, isLogActedOn } from '../report/lines/ci-log.ts';

/** Asks a guarded stream for the one behind it. */
const BEHIND: unique symbol = Symbol('the stream without its guard');

type Guarded = NodeJS.WritableStream & {
  readonly [BEHIND]?: NodeJS.WritableStream;
};

/**
 * A stream for a log that a CI service acts upon: no text that is written to it
 * is a command of the service, whoever it is from. Elsewhere the stream as it is.
 */
export function guardOutput<T extends NodeJS.WritableStream>(
  stream: T,
  env: NodeJS.ProcessEnv,
): T {
  if (!isLogActedOn(env)) return stream;
  const write = (chunk: string | Uint8Array, ...rest: never[]): boolean =>
    stream.write(
      typeof chunk === 'string' ? harmlessText(chunk) : chunk,
      ...rest,
    );
  return new Proxy(stream, {
    get: (target, name) => {
      if (name === 'write') return write;
      if (name === BEHIND) return target;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function'
        ? (value.bind(target) as unknown)
        : value;
    },
  });
}

/** Where commands of our own are written, whose text was made harmless one by one. */
export const commandOutput = (
  stream: NodeJS.WritableStream,
): NodeJS.WritableStream => (stream as Guarded)[BEHIND] ?? stream;

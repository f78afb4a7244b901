import type { Readable } from 'node:stream';

/** What a stream held, up to a limit. */
export type Collected = {
  readonly text: string;
  readonly isTooLong: boolean;
};

/** Gathers a stream in memory; what goes beyond the limit is read and dropped. */
export const collect = async (
  stream: Readable,
  maxBytes: number,
  onTooLong: () => void = () => undefined,
): Promise<Collected> => {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const isFirstOver =
        length <= maxBytes && length + chunk.length > maxBytes;
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else if (isFirstOver) onTooLong();
    }
  } catch {
    // The pipe was cut: what came before it counts.
  }
  return {
    text: Buffer.concat(chunks).toString('utf8'),
    isTooLong: length > maxBytes,
  };
};

/** The end of a text that grows, as bytes in memory that is taken once. */
export type ByteTail = {
  push(text: string): void;
  /** The end that is still there: between one and two times `size` bytes, all where there is less. */
  text(): string;
};

type Half = { readonly bytes: Uint8Array; readonly length: number };

/**
 * Keeps the end of a stream in two buffers, the older of which is given up
 * when the other is full. Text that is kept for a while is what fills a
 * JavaScript heap, even where little of it is kept at a time.
 */
export const createByteTail = (size: number): ByteTail => {
  const encoder = new TextEncoder();
  const empty = (): Half => ({ bytes: new Uint8Array(size), length: 0 });
  let older: Half | null = null;
  let current: Half | null = null;
  const turn = (): Half => {
    const spare = older === null ? empty() : { ...older, length: 0 };
    older = current;
    return spare;
  };
  return {
    push: (text) => {
      for (let from = 0; from < text.length;) {
        current ??= empty();
        const room = current.bytes.subarray(current.length);
        const { read, written } = encoder.encodeInto(text.slice(from), room);
        from += read;
        current = { ...current, length: current.length + written };
        if (from < text.length) current = turn();
      }
    },
    text: () => decode(older) + decode(current),
  };
};

const decode = (half: Half | null): string =>
  half === null
    ? ''
    : new TextDecoder().decode(half.bytes.subarray(0, half.length));

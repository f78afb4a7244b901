/** The end of a text that grows. */
export type Tail = {
  push(text: string): void;
  /** At most the last `maxLength` characters, from the start of a line on where there is one. */
  text(): string;
};

/** Keeps the last characters of a stream, whatever its length. */
export const createTail = (maxLength: number): Tail => {
  let kept = '';
  let isCut = false;
  return {
    push: (text) => {
      kept += text.length > maxLength ? text.slice(-maxLength - 1) : text;
      if (kept.length <= maxLength * 2) return;
      kept = kept.slice(-maxLength - 1);
      isCut = true;
    },
    text: () => {
      if (!isCut && kept.length <= maxLength) return kept;
      const end = kept.slice(-maxLength);
      const lineStart = end.indexOf('\n') + 1;
      return lineStart > 0 && lineStart < end.length
        ? end.slice(lineStart)
        : end;
    },
  };
};

import { open, type FileHandle } from 'node:fs/promises';
import { createMaskStream, type Mask } from '../../lib/mask-secrets.ts';
import { createByteTail } from './byte-tail.ts';

/** A file that text is appended to as it comes. */
export type LogFile = {
  write(text: string): Promise<void>;
  close(): Promise<void>;
};

/** What one stream of one attempt may take on disk: its beginning … */
const MAX_HEAD_LENGTH = 32 * 1024 * 1024;
/** … and its end, which says how it came out and is kept in memory until then. */
const MAX_TAIL_LENGTH = 128 * 1024;
/** A line goes on for this long at most where the beginning is full. */
const MAX_OVERHANG = 1024 * 1024;
/** A known secret is shorter: half of one may stand where the end begins. */
const LONGEST_SECRET = 4096;

export type LogOptions = {
  readonly mask: Mask;
  readonly maxHeadLength?: number;
  readonly maxTailLength?: number;
};

/**
 * Opens a log for its owner alone. Secrets are masked on the way. Of a stream
 * that is too long it keeps the beginning and the end, and says what is left
 * out between them. A full disk never stops the work.
 */
export const openLog = async (
  path: string,
  options: LogOptions,
): Promise<LogFile> => {
  const { maxHeadLength = MAX_HEAD_LENGTH } = options;
  const file = await open(path, 'a', 0o600);
  const append = appender(file);
  const head = createMaskStream(options.mask);
  const tail = createLogTail(options);
  let length = 0;
  let isFull = false;
  /** How much of a text the beginning takes: up to the end of a line, so that no secret is cut. */
  const roomFor = (text: string): number => {
    const room = maxHeadLength - length;
    if (room >= text.length) return text.length;
    const lineEnd = text.indexOf('\n', Math.max(0, room)) + 1;
    isFull = lineEnd > 0 || -room > MAX_OVERHANG;
    return lineEnd > 0 ? lineEnd : text.length;
  };
  return {
    write: async (text) => {
      const room = isFull ? 0 : roomFor(text);
      length += text.length;
      tail.push(text.slice(room));
      // Masked is only what is written: that is what takes the time.
      if (room > 0) await append(head.push(text.slice(0, room)));
    },
    close: async () => {
      await append(head.end());
      await append(tail.end());
      await file.close();
    },
  };
};

/** Without room for a log the attempt itself may still come to its end. */
const appender = (file: FileHandle): ((text: string) => Promise<void>) => {
  let isFull = false;
  return async (text) => {
    if (text === '' || isFull) return;
    try {
      // Not `appendFile`: what it copies stays in memory until the next collection.
      const { bytesWritten } = await file.write(text);
      isFull = bytesWritten < Buffer.byteLength(text);
    } catch {
      // A full disk, a quota: what is there stays readable.
      isFull = true;
    }
  };
};

/** The end of what came after the beginning was full. */
const createLogTail = ({
  mask,
  maxTailLength = MAX_TAIL_LENGTH,
}: LogOptions) => {
  const tail = createByteTail(maxTailLength / 2);
  let length = 0;
  return {
    push: (text: string): void => {
      length += text.length;
      tail.push(text);
    },
    end: (): string => {
      const kept = tail.text();
      if (kept.length === length) return mask(kept);
      const lineStart = kept.indexOf('\n') + 1;
      // Within an endless line nobody knows whether a secret has begun.
      const isMidLine = lineStart === 0;
      const end = isMidLine
        ? mask(kept).slice(LONGEST_SECRET)
        : mask(kept.slice(lineStart));
      const dropped = isMidLine
        ? Math.min(kept.length, LONGEST_SECRET)
        : lineStart;
      const left = length - kept.length + dropped;
      return `\n[${left} characters are left out here]\n${end}`;
    },
  };
};

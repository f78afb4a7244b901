import { open } from 'node:fs/promises';
import { createMaskStream, type Mask } from '../../lib/mask-secrets.ts';

/** A file that text is appended to as it comes. */
export type LogFile = {
  write(text: string): Promise<void>;
  close(): Promise<void>;
};

/** What one stream of one attempt may take on disk. */
export const MAX_LOG_LENGTH = 64 * 1024 * 1024;

export type LogOptions = {
  readonly mask: Mask;
  readonly maxLength?: number;
};

/**
 * Opens a log for its owner alone. Secrets are masked on the way; beyond the
 * limit it says so once and keeps no more. A full disk never stops the work.
 */
export const openLog = async (
  path: string,
  { mask, maxLength = MAX_LOG_LENGTH }: LogOptions,
): Promise<LogFile> => {
  const file = await open(path, 'a', 0o600);
  const masked = createMaskStream(mask);
  let length = 0;
  let isFull = false;
  const append = async (text: string): Promise<void> => {
    if (text === '' || isFull) return;
    isFull = length + text.length > maxLength;
    const kept = text.slice(0, maxLength - length);
    length += kept.length;
    const note = isFull ? `\n[cut: more than ${maxLength} characters]\n` : '';
    try {
      await file.appendFile(kept + note);
    } catch {
      // Without room for a log the attempt itself may still come to its end.
      isFull = true;
    }
  };
  return {
    write: (text) => append(masked.push(text)),
    close: async () => {
      await append(masked.end());
      await file.close();
    },
  };
};

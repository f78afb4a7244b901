import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { hasCode } from '../../adapters/store/file-system.ts';
import { createLineSplitter } from '../../lib/ndjson.ts';

/** A file that an agent's output goes to, read as it grows. */
export type OutputFile = {
  /** Calls for each line that is whole; `isEnded` takes the last one as it is. */
  readonly read: (
    onLine: (line: string) => Promise<void>,
    options: { readonly isEnded: boolean },
  ) => Promise<void>;
};

/** Logs have tens of megabytes: they are read in pieces. */
const CHUNK_BYTES = 64 * 1024;

/** Reads a log from its beginning, each line once; a file that is gone has no more of them. */
export function openOutput(path: string): OutputFile {
  const decoder = new StringDecoder('utf8');
  const lines = createLineSplitter();
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let place = 0;
  return {
    read: async (onLine, { isEnded }) => {
      for (;;) {
        const length = readChunk(path, chunk, place);
        if (length === 0) break;
        place += length;
        const text = decoder.write(chunk.subarray(0, length));
        for (const line of lines.push(text)) await onLine(line);
      }
      if (!isEnded) return;
      for (const line of lines.push(decoder.end())) await onLine(line);
      for (const line of lines.end()) await onLine(line);
    },
  };
}

/**
 * A log is a plain file of ours: what an agent puts in its place is not read,
 * neither what a link leads to nor a pipe that nobody writes to.
 */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

function readChunk(path: string, chunk: Buffer, place: number): number {
  let file: number;
  try {
    file = openSync(path, READ);
  } catch (error) {
    // ELOOP, and on some systems EMLINK: a link.
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'EMLINK')) return 0;
    throw error;
  }
  try {
    if (!fstatSync(file).isFile()) return 0;
    return readSync(file, chunk, 0, chunk.length, place);
  } finally {
    closeSync(file);
  }
}

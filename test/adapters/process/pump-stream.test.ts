import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { pumpStream } from '../../../src/adapters/process/pump-stream.ts';

test('what came before the end is read, however slow its reader is', async () => {
  const stream = new PassThrough();
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const read: string[] = [];
  const pump = pumpStream(stream, async (text) => {
    await gate;
    read.push(text);
  });
  for (const part of ['a', 'b', 'c']) stream.write(part);
  const drained = pump.drain();
  // Longer than it takes to let go of a pipe in which nothing comes any more.
  setTimeout(open, 700);
  await new Promise((resolve) => setTimeout(resolve, 750));
  stream.end('d');
  await drained;
  expect(read.join('')).toBe('abcd');
});

test('a pipe that stays open and silent is let go', async () => {
  const stream = new PassThrough();
  const read: string[] = [];
  const pump = pumpStream(stream, async (text) => {
    read.push(text);
  });
  stream.write('said');
  await pump.drain();
  expect(read.join('')).toBe('said');
  expect(stream.destroyed).toBe(true);
});

test('a letter that is cut between two chunks is whole', async () => {
  const stream = new PassThrough();
  let read = '';
  const pump = pumpStream(stream, async (text) => {
    read += text;
  });
  const bytes = Buffer.from('ä€👩');
  for (const byte of bytes) stream.write(Buffer.from([byte]));
  stream.end();
  await pump.done;
  expect(read).toBe('ä€👩');
});

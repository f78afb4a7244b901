import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activityText } from '../../src/adapters/agents/activity.ts';
import { BACKENDS } from '../../src/adapters/agents/backends.ts';
import type { Backend } from '../../src/adapters/agents/backend.ts';
import { customBackend } from '../../src/adapters/agents/custom.ts';
import { readableStream } from '../../src/adapters/agents/readable-stream.ts';
import {
  addEvent,
  EMPTY_TRANSCRIPT,
} from '../../src/adapters/agents/transcript.ts';
import { createMask, createMaskStream } from '../../src/lib/mask-secrets.ts';
import { createLineSplitter } from '../../src/lib/ndjson.ts';
import { stripTerminal } from '../../src/lib/strip-terminal.ts';
import { fuzz, jsonNear, textNear } from './mutate.ts';
import { streamLines } from './samples.ts';

const custom = (output: 'jsonl' | 'text'): Backend =>
  customBackend('mine', { command: 'mine', output });

const objectsIn = (lines: readonly string[]): readonly unknown[] =>
  lines.flatMap((line): unknown[] => {
    try {
      return [JSON.parse(line)];
    } catch {
      // Some recorded lines are prose.
      return [];
    }
  });

/** Cuts a text into chunks at the given places. */
const chunksOf = (text: string, cuts: readonly number[]): readonly string[] => {
  const places = cuts
    .map((cut) => cut % (text.length + 1))
    .toSorted((a, b) => a - b);
  return [0, ...places].map((from, place) => text.slice(from, places[place]));
};

describe('no line of an agent ends its reader', () => {
  const all: readonly (readonly [string, Backend, readonly string[]])[] = [
    ...BACKENDS.map(
      (backend) => [backend.name, backend, streamLines(backend.name)] as const,
    ),
    ['a custom one', custom('jsonl'), streamLines('codex')],
    ['a custom one that speaks prose', custom('text'), streamLines('gemini')],
  ];
  test.each(all)('%s', (_name, backend, lines) => {
    const near = fc.oneof(jsonNear(objectsIn(lines)), textNear(lines));
    fuzz(fc.array(near, { maxLength: 8 }), (read) => {
      let transcript = EMPTY_TRANSCRIPT;
      for (const line of read)
        for (const event of [
          ...backend.parse(line),
          ...(backend.parseError?.(line) ?? []),
        ]) {
          transcript = addEvent(transcript, event);
          const shown = activityText(event, transcript.text) ?? '';
          expect(stripTerminal(shown)).toBe(shown);
        }
      expect(typeof transcript.text).toBe('string');
    });
  });

  test.each(all)('that shows it to people: %s', (name, backend, lines) => {
    const near = fc.oneof(jsonNear(objectsIn(lines)), textNear(lines));
    const entry = BACKENDS.includes(backend) ? name : 'mine';
    const mine = {
      command: 'mine',
      output: name === 'a custom one' ? 'jsonl' : 'text',
    } as const;
    fuzz(fc.array(near, { maxLength: 8 }), (read) => {
      const shown = readableStream(entry, { mine });
      const all = [...read.flatMap((line) => shown.push(line)), ...shown.end()];
      for (const line of all) expect(typeof line).toBe('string');
    });
  });

  test('what is said in pieces comes out as the lines it is, wherever it is cut', () => {
    const said = fc.array(fc.string({ unit: fc.constantFrom('a', '\n') }));
    fuzz(said, (pieces) => {
      const shown = readableStream('gemini', {});
      const lines = pieces.flatMap((content) =>
        shown.push(
          JSON.stringify({
            ...{ type: 'message', role: 'assistant', delta: true, content },
          }),
        ),
      );
      const all = [...lines, ...shown.end()].join('\n');
      expect(all).toBe(pieces.join('').replace(/\n$/, ''));
    });
  });
});

test('lines come out the same wherever the stream is cut', () => {
  const cuts = fc.array(fc.nat(), { maxLength: 6 });
  fuzz(fc.tuple(textNear(streamLines('codex')), cuts), ([text, places]) => {
    const read = (chunks: readonly string[]): readonly string[] => {
      const lines = createLineSplitter();
      return [...chunks.flatMap((chunk) => lines.push(chunk)), ...lines.end()];
    };
    expect(read(chunksOf(text, places))).toEqual(read([text]));
  });
});

test('a secret is masked wherever the stream is cut and whatever stands beside it', () => {
  const secret = 'Secret-Value-of-9-parts';
  const token = `ghp_${'a1B2'.repeat(9)}`;
  const cuts = fc.array(fc.nat(), { maxLength: 6 });
  const around = textNear([
    ` "${secret}" `,
    `\\n${token}\\n`,
    `{"a":"${token}"}`,
  ]);
  fuzz(fc.tuple(around, around, cuts), ([before, after, places]) => {
    const text = `${before} ${secret} ${token} ${after}`;
    const stream = createMaskStream(createMask([secret]));
    const out =
      chunksOf(text, places)
        .map((chunk) => stream.push(chunk))
        .join('') + stream.end();
    expect(out).not.toContain(secret);
    expect(out).not.toContain(` ${token} `);
  });
});

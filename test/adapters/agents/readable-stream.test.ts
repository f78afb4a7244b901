import { expect, test } from 'vitest';
import { readableStream } from '../../../src/adapters/agents/readable-stream.ts';

const read = (
  backend: string,
  lines: readonly (string | object)[],
): readonly string[] => {
  const stream = readableStream(backend, {});
  return [
    ...lines.flatMap((line) =>
      stream.push(typeof line === 'string' ? line : JSON.stringify(line)),
    ),
    ...stream.end(),
  ];
};

test('of a known CLI only what is said and done is told, a tool once', () => {
  const command = { id: '1', type: 'command_execution', command: 'npm test' };
  expect(
    read('codex:some-model', [
      { type: 'thread.started', thread_id: 't' },
      { type: 'item.started', item: command },
      { type: 'item.completed', item: { ...command, status: 'completed' } },
      { type: 'item.started', item: command },
      { type: 'item.completed', item: { ...command, status: 'failed' } },
      {
        type: 'item.completed',
        item: {
          ...{ id: '2', type: 'file_change', status: 'completed' },
          changes: [{ path: 'a.ts', kind: 'add' }],
        },
      },
      {
        type: 'item.completed',
        item: { id: '3', type: 'agent_message', text: 'One.\nTwo.' },
      },
      { type: 'turn.completed', usage: {} },
      'not an event',
      { type: 'turn.failed', error: { message: 'no more' } },
    ]),
  ).toEqual([
    ...['$ npm test', '$ npm test', '$ npm test (failed)'],
    ...['writes a.ts', 'One.', 'Two.', 'not an event', 'error: no more'],
  ]);
});

test('words that come in pieces are put together to lines', () => {
  const piece = (content: string) => ({
    ...{ type: 'message', role: 'assistant', content, delta: true },
  });
  expect(
    read('gemini', [piece('One li'), piece('ne.\nAno'), piece('ther')]),
  ).toEqual(['One line.', 'Another']);
});

test('of a CLI that nobody knows any more everything is shown as it is', () => {
  expect(read('gone', [{ type: 'x' }, 'plain'])).toEqual([
    '{"type":"x"}',
    'plain',
  ]);
});

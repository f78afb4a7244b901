import { describe, expect, test } from 'vitest';
import { createMaskEvent } from '../../../src/adapters/store/mask-event.ts';
import type { EventBody } from '../../../src/model/event.ts';
import { taskId } from '../../../src/model/ids.ts';
import { events } from '../../schema/examples.ts';

const TOKEN = `ghp_${'a1B2'.repeat(9)}`;

/** The secrets of a user whose password is a word, and whose cache key names a folder. */
const mask = createMaskEvent(['node-modules', 'Real-Secret-42']);

const grown = (...writes: string[]): EventBody => ({
  type: 'manifest_grown',
  task_id: taskId('1'),
  writes,
});

describe('an event that is about to be written', () => {
  test('stays the very same where it holds no secret', () => {
    for (const event of events) expect(mask(event)).toBe(event);
  });

  test('holds no secret in any text, however deep', () => {
    const event: EventBody = {
      type: 'findings_opened',
      task_id: taskId('1'),
      findings: [
        {
          ...{ fingerprint: 'f', severity: 'major', source: 'review' },
          ...{ description: `uses ${TOKEN}`, line: 1, said_by: [] },
          file: 'src/Real-Secret-42.ts',
        },
      ],
    };
    expect(mask(event)).toMatchObject({
      findings: [
        { description: 'uses [masked]', file: 'src/[masked].ts', line: 1 },
      ],
    });
  });

  test('keeps a path that only looks like a secret which is a word', () => {
    const event = grown('node-modules/a', 'src/Real-Secret-42/a');
    expect(mask(event)).toEqual(grown('node-modules/a', 'src/[masked]/a'));
    expect(
      mask({ type: 'landing_failed', reason: 'in node-modules', command: 'x' }),
    ).toMatchObject({ reason: 'in [masked]' });
  });

  test('keeps the names that git and the program gave', () => {
    const event: EventBody = {
      type: 'landed',
      commit: 'Real-Secret-42',
      branch: 'node-modules',
    };
    expect(mask(event)).toBe(event);
  });
});

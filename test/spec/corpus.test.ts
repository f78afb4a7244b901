import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { readSpec } from '../../src/spec/read-spec.ts';
import { tick } from '../../src/spec/tick.ts';
import { loadSpec } from './load-spec.ts';
import { scoreFolder } from './score.ts';

const CORPUS = join(import.meta.dirname, '../../../shared/corpus');
const isThere = existsSync(CORPUS);
const names = isThere
  ? readdirSync(CORPUS).filter((name) =>
      existsSync(join(CORPUS, name, 'tasks.md')),
    )
  : [];
const truths = names.filter((name) =>
  existsSync(join(CORPUS, name, 'truth.json')),
);

describe.skipIf(!isThere)(
  'real specs (skipped where the corpus is not beside the project)',
  () => {
    test.each(truths)('%s is read as a person reads it', (name) => {
      expect(scoreFolder(join(CORPUS, name))).toEqual({});
    });

    test.each(names)(
      '%s can be ticked and taken back byte for byte',
      (name) => {
        const files = loadSpec(join(CORPUS, name));
        const { tasks } = readSpec(files);
        const boxed = tasks.filter((task) => task.mark_line !== null);
        const ticked = tick(
          files.tasks,
          boxed.map((task) => ({
            line: task.mark_line ?? 0,
            mark: '-' as const,
          })),
        );
        expect(ticked).toHaveLength(files.tasks.length);
        const after = readSpec({ ...files, tasks: ticked });
        expect(after.tasks.filter((task) => task.mark === '-')).toHaveLength(
          boxed.length,
        );
        let back = ticked;
        for (const task of boxed) {
          const lines = back.split(/(?<=\n)/);
          const line = (task.mark_line ?? 1) - 1;
          lines[line] = (lines[line] ?? '').replace(
            '[-]',
            `[${task.mark ?? ' '}]`,
          );
          back = lines.join('');
        }
        expect(back).toBe(files.tasks);
      },
    );
  },
);

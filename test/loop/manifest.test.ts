import { expect, test } from 'vitest';
import { taskId } from '../../src/model/ids.ts';
import { unitOf } from '../../src/model/state-access.ts';
import { scratch } from '../adapters/workspace/repository.ts';
import { play } from './real-ground.ts';

const SPEC = `- [ ] 1. First
  - _writes: src/a.ts_
- [ ] 2. Second
  - _writes: src/b.ts_
`;

// 1 writes into the file of 2 while 2 is at it: it waits, and is put on top of 2.
test('a file written beside the manifest is taken in when its holder is integrated', async () => {
  const repo = scratch();
  let end = (): void => undefined;
  const firstEnded = new Promise<void>((resolve) => {
    end = resolve;
  });
  const state = await play(repo, {
    spec: SPEC,
    check: 'true',
    work: {
      '1/implement': (folder) => {
        folder.write('src/a.ts', 'a\n');
        folder.write('src/b.ts', 'of 1');
        folder.write('extra.ts', 'extra\n');
        end();
      },
      '2/implement': async (folder) => {
        await firstEnded;
        folder.write('src/c.ts', 'c\n');
      },
    },
  });
  const grown = (id: string) => unitOf(state, taskId(id)).grown_writes;
  expect(grown('1')).toEqual(['extra.ts', 'src/b.ts']);
  expect(grown('2')).toEqual(['src/c.ts']);
  expect(state.finished?.exit_code).toBe(0);
  const subjects = repo.git(
    'log',
    '--format=%(trailers:key=Orchestration-Unit,valueonly)',
  );
  expect(subjects.trim().split(/\s+/)).toEqual(['1', '2']);
  expect(repo.git('show', 'HEAD:src/b.ts')).toBe('of 1');
  expect(repo.git('show', 'HEAD:extra.ts')).toBe('extra');
});

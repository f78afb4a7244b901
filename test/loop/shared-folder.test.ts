import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { currentEvidence } from '../../src/model/state-access.ts';
import { scratch } from '../adapters/workspace/repository.ts';
import { play } from './real-ground.ts';

const SPEC = `- [ ] 1. First
  - _writes: src/a.ts_
- [ ] 2. Second
  - _writes: src/b.ts_
- [ ] 3. Third
  - _Depends: 1, 2_
  - _writes: seen.txt_
`;

test('in one shared folder work is told apart by manifests, checked while nobody writes, and never committed', async () => {
  const repo = scratch();
  const before = [repo.git('for-each-ref'), repo.git('status', '--short')];
  let writing = 0;
  const checkedWhile: number[] = [];
  let meet = (): void => undefined;
  const bothWrote = new Promise<void>((resolve) => {
    meet = resolve;
  });
  const state = await play(repo, {
    spec: SPEC,
    isolation: 'shared',
    check: 'grep -q . src/a.ts src/b.ts',
    onCheck: () => checkedWhile.push(writing),
    work: {
      '1/implement': async (folder) => {
        writing += 1;
        folder.write('src/a.ts', 'one\n');
        await bothWrote;
        writing -= 1;
      },
      '2/implement': (folder) => {
        writing += 1;
        folder.write('src/b.ts', 'two\n');
        folder.write('stray.txt', 'nobody said so\n');
        writing -= 1;
        meet();
      },
      '3/implement': (folder) =>
        folder.write(
          'seen.txt',
          folder.read('src/a.ts') + folder.read('src/b.ts'),
        ),
    },
  });
  expect(state.finished?.exit_code).toBe(0);

  const work = state.units.map((unit) => currentEvidence(unit));
  expect(work.map((evidence) => evidence?.files_changed)).toEqual([
    ['src/a.ts'],
    ['src/b.ts'],
    ['seen.txt'],
  ]);
  const notes = work.flatMap((evidence) => evidence?.notes ?? []).join();
  expect(notes).toContain('unattributed: "stray.txt"');
  expect(readFileSync(join(repo.top, 'seen.txt'), 'utf8')).toBe('one\ntwo\n');

  expect(state.baseline?.passed).toBe(true);
  // The baseline, each unit, and everything together.
  expect(checkedWhile).toEqual([0, 0, 0, 0, 0]);

  const kept = '.orchestration/demo/attempts/1-implement-1';
  expect(existsSync(join(repo.top, kept, 'files/src/a.ts'))).toBe(true);
  expect(repo.git('for-each-ref')).toBe(before[0]);
  expect(state.units.map(({ commit }) => commit)).toEqual([null, null, null]);
}, 60_000);

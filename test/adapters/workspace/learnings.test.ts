import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addLearned } from '../../../src/adapters/workspace/learned-section.ts';
import type { Workspace } from '../../../src/ports/workspace.ts';
import { doUnit, green, scratch } from './repository.ts';

const DATES = 'Dates are kept as text.';
const ROUTES = 'Every route is listed in `routes.ts`.';

const keep = (
  workspace: Workspace,
  learnings: Record<string, readonly string[]>,
  attempt = 'learnings-1',
) =>
  workspace.keepLearnings({
    attempt,
    learnings: Object.entries(learnings).map(([text, files]) => ({
      text,
      files,
    })),
  });

describe('what agents learned', () => {
  test('is one commit of its own, in the nearest AGENTS.md or a new one', async () => {
    const repo = scratch();
    repo.commit({ 'web/AGENTS.md': '# Web\n\nBe kind.\n' });
    const workspace = await repo.open();
    const { commit } = await doUnit(workspace, '1', { 'web/app/a.ts': 'a\n' });
    const kept = await keep(workspace, {
      [DATES]: ['src/a.ts', 'web/app/a.ts'],
      [ROUTES]: ['web/app/a.ts'],
    });
    expect(kept.files.toSorted()).toEqual(['AGENTS.md', 'web/AGENTS.md']);
    expect(repo.git('rev-parse', `${kept.commit ?? ''}^`)).toBe(commit);
    expect(
      repo.git('log', '-1', '--format=%s%n%(trailers)', kept.commit ?? ''),
    ).toContain('Orchestration-Attempt: learnings-1');
    await workspace.land(green);
    expect(repo.show('main:web/AGENTS.md')).toBe(
      `# Web\n\nBe kind.\n\n## Learned\n\n- ${ROUTES}`,
    );
    expect(repo.show('main:AGENTS.md')).toBe(
      `# Notes for agents\n\n## Learned\n\n- ${DATES}`,
    );
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  test('is not committed twice by a start after a crash', async () => {
    const repo = scratch();
    const workspace = await repo.open();
    await doUnit(workspace, '1', { 'src/a.ts': 'new\n' });
    const first = await keep(workspace, { [DATES]: ['src/a.ts'] });
    const again = await repo.reopen(workspace);
    expect(await keep(again, { [DATES]: ['src/a.ts'] })).toEqual(first);
    expect(repo.git('rev-list', '--count', 'main..orchestration/demo')).toBe(
      '2',
    );
  });

  test('that the file says already is not written again', async () => {
    const repo = scratch();
    repo.commit({ 'AGENTS.md': `## Learned\n\n- dates are kept as text\n` });
    const workspace = await repo.open();
    expect(await keep(workspace, { [DATES]: ['src/a.ts'] })).toEqual({
      commit: null,
      files: [],
      notes: [],
    });
  });

  test.each([
    ['is not in git', (text: string) => ({ 'AGENTS.md': text })],
    [
      'git ignores',
      (text: string) => ({
        '.git/info/exclude': 'AGENTS.md\n',
        'AGENTS.md': text,
      }),
    ],
  ])('leaves alone a file of the user that %s', async (_what, files) => {
    const repo = scratch();
    repo.write(files('mine\n'));
    const workspace = await repo.open();
    await doUnit(workspace, '1', { 'src/a.ts': 'new\n' });
    const kept = await keep(workspace, { [DATES]: ['src/a.ts'] });
    expect(kept.commit).toBeNull();
    expect(kept.notes).toEqual([
      'AGENTS.md was left as it is: the checkout has changes of its own in it.',
    ]);
    expect((await workspace.land(green)).type).toBe('landed');
  });

  test('goes where a link leads, and nowhere outside the repository', async () => {
    const repo = scratch();
    symlinkSync('CLAUDE.md', join(repo.top, 'AGENTS.md'));
    repo.commit({ 'CLAUDE.md': '# Claude\n', 'web/a.ts': 'a\n' });
    symlinkSync('../../outside.md', join(repo.top, 'web/AGENTS.md'));
    repo.commit({});
    const workspace = await repo.open();
    const kept = await keep(workspace, {
      [DATES]: ['src/a.ts'],
      [ROUTES]: ['web/a.ts'],
    });
    expect(kept.files).toEqual(['CLAUDE.md']);
    expect(kept.notes[0]).toMatch(/^web\/AGENTS\.md was left as it is/);
    expect(repo.show('orchestration/demo:CLAUDE.md')).toContain(`- ${DATES}`);
    expect(repo.show('orchestration/demo:AGENTS.md')).toBe('CLAUDE.md');
  });
});

test('the whole change of a run is what lies between its start and the tip', async () => {
  const repo = scratch();
  const workspace = await repo.open();
  await doUnit(workspace, '1', { 'src/a.ts': 'one\n' });
  await doUnit(workspace, '2', { 'src/b.ts': 'two\n' });
  const diff = await workspace.wholeDiff([]);
  expect(diff.match(/^[+-][a-z].*$/gm)).toEqual(['-a', '+one', '-b', '+two']);
});

describe('the list of what was learned', () => {
  test.each([
    ['a new file', null, '# Notes for agents\n\n## Learned\n\n- x y\n'],
    ['an empty one', '\n', '# Notes for agents\n\n## Learned\n\n- x y\n'],
    ['one without a list', '# A\n', '# A\n\n## Learned\n\n- x y\n'],
    [
      'one with a list in the middle',
      '# A\n\n## Learned\n\n- old\n\n## More\n\nText\n',
      '# A\n\n## Learned\n\n- old\n- x y\n\n## More\n\nText\n',
    ],
    ['an empty list', '## Learned\n', '## Learned\n\n- x y\n'],
    [
      'Windows lines',
      '# A\r\n\r\nB\r\n',
      '# A\r\n\r\nB\r\n\r\n## Learned\r\n\r\n- x y\r\n',
    ],
  ])('grows by a line in %s', (_what, before, after) => {
    expect(addLearned(before, ['x y'])).toBe(after);
  });

  test('stays as it is where it says all of that', () => {
    expect(addLearned('* X, y!\n', ['x y'])).toBeNull();
  });
});

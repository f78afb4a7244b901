import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { taskId } from '../../../src/model/ids.ts';
import type { WorkspaceOptions } from '../../../src/adapters/workspace/options.ts';
import { runProcess } from '../../helpers/run-process.ts';
import { capture, prepare, scratch, type Scratch } from './repository.ts';

const TASKS = '.kiro/specs/demo/tasks.md';

type ExecGit = WorkspaceOptions['execGit'];

/** A unit's folder in which the spec's ticks are other ones than in the commit. */
async function ticked(execGit: ExecGit = runProcess) {
  const repo: Scratch = scratch();
  repo.commit({ [TASKS]: '- [ ] 1. First\n', 'src/a.ts': 'a\n' });
  const workspace = await repo.open({ execGit });
  repo.write({ [TASKS]: '- [-] 1. First\n' });
  const { cwd } = await prepare(workspace, '1');
  repo.write({ 'src/a.ts': 'more\n' }, cwd);
  return { repo, workspace, cwd };
}

/** The private index of the folder, as the calls of git name it. */
const indexOf = (options: Parameters<ExecGit>[2]): string | undefined =>
  options.env?.['GIT_INDEX_FILE'];

test('looks at one folder at once go one after the other', async () => {
  const busy = new Map<string, number>();
  let most = 0;
  const { workspace } = await ticked(async (file, args, options) => {
    const index = indexOf(options);
    if (index === undefined) return runProcess(file, args, options);
    busy.set(index, (busy.get(index) ?? 0) + 1);
    most = Math.max(most, busy.get(index) ?? 0);
    try {
      return await runProcess(file, args, options);
    } finally {
      busy.set(index, (busy.get(index) ?? 0) - 1);
    }
  });
  const unit = taskId('1');
  const trees = await Promise.all([
    workspace.currentTree(unit),
    workspace.currentTree(unit),
    capture(workspace, '1').then(({ tree }) => tree),
    workspace.currentTree(unit),
  ]);
  expect(most).toBe(1);
  expect(new Set(trees).size).toBe(1);
});

test('what is left out does not hang on a pipe, which ends early where the runner is killed', async () => {
  const { repo, workspace } = await ticked((file, args, options) => {
    const { input: _lost, ...rest } = options;
    return runProcess(file, args, args.includes('add') ? rest : options);
  });
  const { commit, files_changed: files } = await capture(workspace, '1');
  expect(files).toEqual(['src/a.ts']);
  expect(repo.git('show', `${commit}:${TASKS}`)).toBe('- [ ] 1. First');
});

test('the spec in the runner’s own index, left by a look that broke off, gets into no commit', async () => {
  const seen = new Set<string>();
  const { repo, workspace, cwd } = await ticked((file, args, options) => {
    const index = indexOf(options);
    if (index !== undefined) seen.add(index);
    return runProcess(file, args, options);
  });
  await workspace.currentTree(taskId('1'));
  const [index = ''] = seen;
  const env = { ...process.env, GIT_INDEX_FILE: index };
  execFileSync('git', ['add', TASKS], { cwd, env });
  repo.write({ '.kiro/specs/demo/new.md': 'new\n' }, cwd);
  execFileSync('git', ['add', '.kiro'], { cwd, env });

  const { commit, files_changed: files } = await capture(workspace, '1');
  expect(files).toEqual(['src/a.ts']);
  expect(repo.git('show', `${commit}:${TASKS}`)).toBe('- [ ] 1. First');
  expect(
    repo.git('ls-tree', '-r', '--name-only', String(commit)),
  ).not.toContain('.kiro/specs/demo/new.md');
});

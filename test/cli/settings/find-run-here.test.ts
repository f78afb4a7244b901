import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createFolders,
  resolveLayout,
} from '../../../src/adapters/store/layout.ts';
import {
  readHostFacts,
  readStartTime,
} from '../../../src/adapters/store/process-facts.ts';
import { findRunHere } from '../../../src/cli/settings/find-run-here.ts';
import { openPlace } from '../../../src/cli/records/place.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

/** A workdir in which these specs were started. */
function workdirWith(...specs: readonly string[]): string {
  const workdir = tempFolder();
  for (const spec of specs) start(workdir, spec);
  return workdir;
}

function start(workdir: string, spec: string, output: string | null = null) {
  mkdirSync(join(workdir, spec), { recursive: true });
  writeFileSync(join(workdir, spec, 'tasks.md'), '- [ ] 1. One\n');
  const layout = resolveLayout({ workdir, specFolder: spec, output });
  createFolders(layout);
  writeFileSync(layout.journal, '');
  return layout;
}

function folderIn(workdir: string, path: string): string {
  const folder = join(workdir, path);
  mkdirSync(folder, { recursive: true });
  return folder;
}

test('from any folder below, also from the spec beside its state files, it is the run of the workdir', () => {
  const workdir = workdirWith('.kiro/specs/one');
  const found = { workdir, spec: '.kiro/specs/one' };
  expect(findRunHere(workdir)).toEqual(found);
  expect(findRunHere(folderIn(workdir, 'src/deep/er'))).toEqual(found);
  // The lock of the state files lies in a folder of the same name.
  mkdirSync(join(workdir, '.kiro/specs/.orchestration/.state.lock'), {
    recursive: true,
  });
  expect(findRunHere(join(workdir, '.kiro/specs/one'))).toEqual(found);
});

test('of two workdirs inside each other the nearer one is meant', () => {
  const outer = workdirWith('spec');
  start(folderIn(outer, 'packages/a'), 'inner');
  expect(findRunHere(folderIn(outer, 'packages/a/src')).spec).toBe('inner');
  expect(findRunHere(folderIn(outer, 'packages/b')).spec).toBe('spec');
});

test('of several runs the one that is held is meant; where none or all are, the flags of each are listed', () => {
  const workdir = workdirWith('one', 'two words');
  const below = folderIn(workdir, 'src');
  expect(() => findRunHere(below)).toThrow(
    "several specs were started here: which one is meant?\n  --spec one --workdir ..\n  --spec 'two words' --workdir ..",
  );
  const hold = (spec: string): void => {
    const { locks } = resolveLayout({
      ...{ workdir, specFolder: spec, output: null },
    });
    const lease = {
      ...readHostFacts(),
      ...{ pid: process.pid, pid_started: readStartTime(process.pid) },
      ...{ run_id: 'r', nonce: 'n', since: '2026-01-02T10:00:00.000Z' },
    };
    writeFileSync(locks[0]?.leasePath ?? '', JSON.stringify(lease));
  };
  hold('two words');
  expect(findRunHere(below).spec).toBe('two words');
  hold('one');
  expect(() => findRunHere(below)).toThrow('several specs run here');
});

test('where nothing was started the command that starts is named', () => {
  const folder = tempFolder();
  expect(() => findRunHere(folder)).toThrow(
    expect.objectContaining({
      exitCode: 64,
      hint: 'orchestration-loop --spec .kiro/specs/my-feature starts one.',
    }),
  );
});

test('a workdir that is named is the only one that counts', () => {
  const workdir = workdirWith('one');
  folderIn(workdir, 'sub');
  expect(findRunHere('/', workdir).spec).toBe('one');
  expect(() => findRunHere(workdir, 'sub')).toThrow('no run was started');
  expect(() => findRunHere(workdir, 'nowhere')).toThrow('no such folder');
});

test('a linked worktree stands for its place in the main checkout', () => {
  const workdir = workdirWith('app/spec');
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args],
      { cwd: workdir, stdio: 'pipe' },
    );
  git('init', '--quiet');
  writeFileSync(join(workdir, 'a.txt'), '');
  git('add', 'a.txt');
  git('commit', '--quiet', '--message=Start');
  const linked = join(tempFolder(), 'linked');
  git('worktree', 'add', '--quiet', '--detach', linked);
  expect(findRunHere(folderIn(linked, 'app'))).toEqual({
    workdir,
    spec: 'app/spec',
  });
});

test('commands name the workdir where they are pasted elsewhere, and the output of the last start', async () => {
  const workdir = tempFolder();
  const { stateFolder } = start(workdir, 'one', 'state');
  const settings = { workdir, spec: 'one', output: null };
  const here = folderIn(workdir, 'src');
  const place = await openPlace({ ...settings, here });
  expect(place.flags).toEqual([
    ...['--spec', 'one', '--output', 'state', '--workdir', '..'],
  ]);
  expect(place.layout.stateFolder).toBe(stateFolder);
  const other = await openPlace({ ...settings, output: 'other' });
  expect(other.flags).toEqual(['--spec', 'one', '--output', 'other']);
});

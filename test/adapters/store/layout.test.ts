import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  createFolders,
  notedOutput,
  ownerOf,
  resolveLayout,
} from '../../../src/adapters/store/layout.ts';
import { knownSpecs } from '../../../src/adapters/store/known-specs.ts';
import { UserError } from '../../../src/model/user-error.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

function workdirWith(...specs: string[]): string {
  const workdir = tempFolder();
  for (const spec of specs) mkdirSync(join(workdir, spec), { recursive: true });
  return workdir;
}

const layoutOf = (
  workdir: string,
  specFolder: string,
  output: string | null = null,
) => resolveLayout({ workdir, specFolder, output });

test('state files lie in the parent of the spec, the rest in the workdir', () => {
  const workdir = workdirWith('.kiro/specs/list');
  const layout = layoutOf(workdir, '.kiro/specs/list');
  expect(layout).toMatchObject({
    specPath: '.kiro/specs/list',
    slug: 'list',
    folder: join(workdir, '.orchestration/list'),
    stateFolder: join(workdir, '.kiro/specs'),
    journal: join(workdir, '.orchestration/list/journal.ndjson'),
    documents: { state: join(workdir, '.kiro/specs/AGENT_STATE.json') },
  });
});

test('--output moves the state files and nothing else', () => {
  const workdir = workdirWith('specs/list');
  const layout = layoutOf(workdir, 'specs/list', 'out');
  expect(layout.documents.pulse).toBe(join(workdir, 'out/PROJECT_PULSE.md'));
  expect(layout.folder).toBe(join(workdir, '.orchestration/list'));
});

test('finding the places makes nothing', () => {
  const workdir = workdirWith('specs/list');
  layoutOf(workdir, 'specs/list');
  expect(readdirSync(workdir)).toEqual(['specs']);
});

test('what is made is for the eyes of the user', () => {
  const workdir = workdirWith('specs/list');
  const layout = layoutOf(workdir, 'specs/list');
  createFolders(layout);
  for (const folder of [
    '.orchestration',
    '.orchestration/list',
    '.orchestration/list/inbox',
  ])
    expect(statSync(join(workdir, folder)).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(layout.folder, 'spec'), 'utf8')).toBe(
    'specs/list\n',
  );
});

test.each(['.orchestration', '.orchestration/list', 'specs/.orchestration'])(
  'a link at %s is refused, and nothing behind it touched',
  (path) => {
    const workdir = workdirWith('specs/list', 'elsewhere/list');
    const link = join(workdir, path);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(workdir, 'elsewhere'), link);
    expect(() => layoutOf(workdir, 'specs/list')).toThrow(UserError);
    expect(() => layoutOf(workdir, 'specs/list')).toThrow(`${link} is a link`);
    if (path === '.orchestration') expect(knownSpecs(workdir)).toEqual([]);
  },
);

test('a pipe in place of a file is said, never waited for', () => {
  const workdir = workdirWith('specs/list', '.orchestration/list');
  execFileSync('mkfifo', [join(workdir, '.orchestration/list/spec')]);
  expect(() => layoutOf(workdir, 'specs/list')).toThrow('is no plain file');
});

test.each(['\u0000', '  \n', 'x'.repeat(300)])(
  'a note of the state folder that names none (%j) is said',
  (noted) => {
    const workdir = workdirWith('specs/list', '.orchestration/list');
    const layout = layoutOf(workdir, 'specs/list');
    writeFileSync(join(layout.folder, 'state-folder'), noted);
    expect(() => notedOutput(layout)).toThrow(UserError);
  },
);

test('a spec folder that does not exist is named', () => {
  const workdir = workdirWith();
  expect(() => layoutOf(workdir, 'specs/none')).toThrow(UserError);
  expect(() => layoutOf(workdir, 'specs/none')).toThrow(
    `There is no such folder: ${join(workdir, 'specs/none')}`,
  );
});

test('a link to a spec is that spec', () => {
  const workdir = workdirWith('specs/list');
  symlinkSync(join(workdir, 'specs/list'), join(workdir, 'shortcut'));
  expect(layoutOf(workdir, 'shortcut').specPath).toBe('specs/list');
});

describe('two specs of one name', () => {
  test('get two folders, and keep them', () => {
    const workdir = workdirWith('a/list', 'b/list');
    createFolders(layoutOf(workdir, 'a/list'));
    const second = layoutOf(workdir, 'b/list');
    createFolders(second);
    expect(second.slug).toMatch(/^list-[\da-f]{8}$/);
    expect(layoutOf(workdir, 'a/list').slug).toBe('list');
    expect(layoutOf(workdir, 'b/list').slug).toBe(second.slug);
    expect(ownerOf(second.folder)).toBe('b/list');
  });

  test('that differ in case only do not share a folder either', () => {
    const workdir = workdirWith('a/list', 'b/List');
    createFolders(layoutOf(workdir, 'a/list'));
    expect(layoutOf(workdir, 'b/List').slug).toMatch(/^List-[\da-f]{8}$/);
  });

  test('that start together: the later one is refused and asked to start again', () => {
    const workdir = workdirWith('a/list', 'b/list');
    const first = layoutOf(workdir, 'a/list');
    const second = layoutOf(workdir, 'b/list');
    expect(second.slug).toBe('list');
    createFolders(first);
    createFolders(first);
    expect(() => createFolders(second)).toThrow(/Another spec took the folder/);
    expect(ownerOf(first.folder)).toBe('a/list');
  });
});

test.each(['..', '.', '...', 'x.lock', 'ä b/ c', '-rf', '$(x)'])(
  'a spec named %j gets a folder of its own below .orchestration',
  (name) => {
    const workdir = workdirWith('deep/specs');
    const folder = join('deep/specs', name.replaceAll('/', '_'));
    mkdirSync(join(workdir, folder), { recursive: true });
    const { slug } = layoutOf(workdir, folder);
    expect(slug).toMatch(/^[A-Za-z0-9_=-][A-Za-z0-9._=-]*$/);
    expect(slug).not.toMatch(/\.lock$/);
  },
);

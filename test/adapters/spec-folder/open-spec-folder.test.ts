import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { locateSpec } from '../../../src/adapters/spec-folder/locate-spec.ts';
import { openSpecFolder } from '../../../src/adapters/spec-folder/open-spec-folder.ts';
import { UserError } from '../../../src/model/user-error.ts';

const workdirWith = (files: Record<string, string | Buffer>): string => {
  const workdir = realpathSync(mkdtempSync(join(tmpdir(), 'spec-folder-')));
  onTestFinished(() => rmSync(workdir, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workdir, path)), { recursive: true });
    writeFileSync(join(workdir, path), text);
  }
  return workdir;
};

const refusal = (action: () => unknown): UserError => {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('not refused');
};

describe('finding a spec', () => {
  test.each([
    'specs/demo',
    'specs/demo/',
    './specs/demo',
    'specs/demo/tasks.md',
  ])('takes %s', (given) => {
    const workdir = workdirWith({ 'specs/demo/tasks.md': '' });
    expect(locateSpec(workdir, given)).toEqual({
      folder: join(workdir, 'specs/demo'),
      path: 'specs/demo',
      name: 'demo',
      tasksFile: 'tasks.md',
    });
  });

  test('takes absolute paths, a task list by any name, and the workdir itself', () => {
    const workdir = workdirWith({ 'plan/todo.md': '', 'tasks.md': '' });
    const other = workdirWith({ 'tasks.md': '' });
    expect(locateSpec(workdir, join(workdir, 'plan/todo.md'))).toMatchObject({
      path: 'plan',
      tasksFile: 'todo.md',
    });
    expect(locateSpec(workdir, '.').path).toBe('.');
    expect(locateSpec(workdir, other).path).toBe(other);
  });

  test('says what is missing and where it looked', () => {
    const workdir = workdirWith({
      'specs/empty/design.md': '',
      'specs/odd/tasks.md/x': '',
    });
    expect(refusal(() => locateSpec(workdir, 'specs/none'))).toMatchObject({
      message: 'No such spec: specs/none',
      hint: expect.stringContaining(join(workdir, 'specs/none')) as string,
      exitCode: 1,
    });
    expect(refusal(() => locateSpec(workdir, 'specs/empty')).message).toBe(
      'The spec specs/empty has no tasks.md.',
    );
    expect(refusal(() => locateSpec(workdir, 'specs/odd')).message).toContain(
      'is not a file',
    );
  });
});

describe('a spec folder', () => {
  const open = (workdir: string) => openSpecFolder('specs/demo', workdir);

  test('is read whole, missing texts as null', async () => {
    const workdir = workdirWith({
      'specs/demo/tasks.md': '- [ ] 1. One\n',
      'specs/demo/bugfix.md': 'bug',
      'specs/demo/spec.json': '{}',
      'specs/demo/plan.md': 'plan',
      'specs/demo/tasks/WP01-first.md': 'wp',
      'specs/demo/specs/auth/spec.md': 'auth',
      'specs/demo/picture.png': 'x',
    });
    expect(await (await open(workdir)).read()).toEqual({
      path: 'specs/demo',
      name: 'demo',
      tasksFile: 'tasks.md',
      tasks: '- [ ] 1. One\n',
      requirements: null,
      bugfix: 'bug',
      design: 'plan',
      config: '{}',
      extra: {
        'plan.md': 'plan',
        'specs/auth/spec.md': 'auth',
        'tasks/WP01-first.md': 'wp',
      },
    });
  });

  test('prefers Kiro’s own configuration', async () => {
    const workdir = workdirWith({
      'specs/demo/tasks.md': '',
      'specs/demo/spec.json': '{}',
      'specs/demo/.config.kiro': '{"specType":"bugfix"}',
    });
    expect((await (await open(workdir)).read()).config).toBe(
      '{"specType":"bugfix"}',
    );
  });

  test('says so when tasks.md goes away during a run', async () => {
    const workdir = workdirWith({ 'specs/demo/tasks.md': '' });
    const folder = await open(workdir);
    rmSync(join(workdir, 'specs/demo/tasks.md'));
    await expect(folder.read()).rejects.toThrow(/tasks\.md is gone/);
    await expect(folder.tick([{ line: 1, mark: 'x' }])).rejects.toThrow(
      UserError,
    );
  });

  test('gets marks and nothing else, byte for byte', async () => {
    const text = '\uFEFF# Plan\r\n- [ ] 1. Ünï \r\n  - [ ] 1.1 x\n- [ ] 2. y';
    const workdir = workdirWith({ 'specs/demo/tasks.md': text });
    const file = join(workdir, 'specs/demo/tasks.md');
    chmodSync(file, 0o640);
    await (
      await open(workdir)
    ).tick([
      { line: 2, mark: '-' },
      { line: 4, mark: 'x' },
    ]);
    expect(readFileSync(file, 'utf8')).toBe(
      text.replace('- [ ] 1. Ü', '- [-] 1. Ü').replace('[ ] 2', '[x] 2'),
    );
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(dirname(file))).toEqual(['tasks.md']);
  });

  test('keeps bytes that are no UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from('- [ ] 1. '),
      Buffer.from([0xff, 0xe9, 0x00]),
      Buffer.from('\n'),
    ]);
    const workdir = workdirWith({ 'specs/demo/tasks.md': bytes });
    await (await open(workdir)).tick([{ line: 1, mark: 'x' }]);
    const after = Buffer.from(bytes);
    after[3] = 'x'.charCodeAt(0);
    expect(readFileSync(join(workdir, 'specs/demo/tasks.md'))).toEqual(after);
  });

  test('is not written when nothing changes', async () => {
    const workdir = workdirWith({ 'specs/demo/tasks.md': '- [x] 1. One\n' });
    const file = join(workdir, 'specs/demo/tasks.md');
    const before = statSync(file).ino;
    await (await open(workdir)).tick([{ line: 1, mark: 'x' }]);
    expect(statSync(file).ino).toBe(before);
  });

  test('gets all marks of calls made at once', async () => {
    const lines = Array.from(
      { length: 20 },
      (_, i) => `- [ ] ${i + 1}. Task\n`,
    );
    const workdir = workdirWith({ 'specs/demo/tasks.md': lines.join('') });
    const folder = await open(workdir);
    await Promise.all(
      lines.map((_, i) => folder.tick([{ line: i + 1, mark: 'x' }])),
    );
    const text = readFileSync(join(workdir, 'specs/demo/tasks.md'), 'utf8');
    expect(text).toBe(lines.join('').replaceAll('[ ]', '[x]'));
  });

  test('stays a link where it is one', async () => {
    const workdir = workdirWith({
      'real/list.md': '- [ ] 1. One\n',
      'specs/demo/design.md': '',
    });
    const link = join(workdir, 'specs/demo/tasks.md');
    symlinkSync('../../real/list.md', link);
    await (await open(workdir)).tick([{ line: 1, mark: 'x' }]);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(workdir, 'real/list.md'), 'utf8')).toBe(
      '- [x] 1. One\n',
    );
  });
});

describe('a text of the spec', () => {
  test.each(['design.md', 'tasks/WP01.md'])(
    'is not read where %s is a link that leads out of the workdir',
    async (name) => {
      const outside = workdirWith({ private: 'a key', 'WP01.md': 'a key' });
      const workdir = workdirWith({ 'specs/demo/tasks.md': '- [ ] 1. One\n' });
      if (name === 'design.md')
        symlinkSync(
          join(outside, 'private'),
          join(workdir, 'specs/demo', name),
        );
      else symlinkSync(outside, join(workdir, 'specs/demo/tasks'));
      const folder = await openSpecFolder('specs/demo', workdir);
      await expect(folder.read()).rejects.toThrow(
        'a link that leads out of the workdir',
      );
    },
  );

  test('that is a pipe is said, never waited for', async () => {
    const workdir = workdirWith({ 'specs/demo/tasks.md': '- [ ] 1. One\n' });
    execFileSync('mkfifo', [join(workdir, 'specs/demo/design.md')]);
    await expect(
      (await openSpecFolder('specs/demo', workdir)).read(),
    ).rejects.toThrow('it is no file');
  });
});

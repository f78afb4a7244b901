import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../helpers/temp-folder.ts';
import { LATER_MISTAKES, MISTAKES, patternOf } from './mistakes.ts';
import type { Mistake, Shop } from './mistakes.ts';
import { runCli } from './run-cli.ts';

const PAGE = new URL('../../references/messages.md', import.meta.url);

/** A repository with a spec, and codex on its PATH; made once, each test works on its copy. */
const template = realpathSync(mkdtempSync(join(tmpdir(), 'ol-messages-')));
beforeAll(() => {
  const { write, git } = shopIn(template);
  write('.kiro/specs/thing/tasks.md', '- [ ] 1. Add\n  - _writes: a.txt_\n');
  write('README.md', '# Shop\n');
  write('../bin/codex', '#!/bin/sh\necho codex-cli 0.169.0\n');
  chmodSync(join(template, 'bin/codex'), 0o755);
  git('init', '--quiet', '--template=', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=Start');
});
afterAll(() => {
  rmSync(template, { recursive: true, force: true });
});

function openShop(): OpenShop {
  const home = tempFolder();
  cpSync(template, home, { recursive: true });
  return shopIn(home);
}

type OpenShop = Shop & { readonly home: string };

function shopIn(home: string): OpenShop {
  const shop = join(home, 'shop');
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(shop, path)), { recursive: true });
    writeFileSync(join(shop, path), text);
  };
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.com'];
    const env = { PATH: process.env['PATH'], HOME: home };
    execFileSync('git', [...identity, ...args], { cwd: shop, env });
  };
  const path = [join(home, 'bin'), '/usr/bin', '/bin'].join(delimiter);
  return {
    home,
    write,
    git,
    env: { PATH: path, HOME: home },
    remove: (at) => {
      rmSync(join(shop, at), { recursive: true });
    },
  };
}

describe('a mistake of a new user is told with what, why and what to do', () => {
  test.each(MISTAKES)('$mistake', async ({ args, make, says, exitCode }) => {
    const shop = openShop();
    make?.(shop);
    const cwd = join(shop.home, 'shop');
    const ended = await runCli(args, { cwd, env: shop.env });
    const text = (ended.stderr + ended.stdout).replaceAll(shop.home, '~');
    for (const line of says) expect(text).toMatch(patternOf(line));
    expect(ended.exitCode).toBe(exitCode);
    expect(text).not.toMatch(/^ {4}at .*:\d+/m);
  });

  test('refusals end in what to do', () => {
    const refusals = [...MISTAKES, ...Object.values(LATER_MISTAKES)].filter(
      ({ says }) => says.some((line) => line.startsWith('error: ')),
    );
    expect(refusals.length).toBeGreaterThan(25);
    for (const { mistake, says } of refusals)
      expect([mistake, says.at(-1)]).toEqual([
        mistake,
        expect.stringMatching(/^hint: /),
      ]);
  });
});

const entry = ({ mistake, args, says, exitCode }: Mistake): string =>
  [
    `### ${mistake}`,
    '',
    '```console',
    `$ ${['orchestration-loop', ...args].join(' ')}`,
    ...says,
    `$ echo $?`,
    String(exitCode),
    '```',
    '',
  ].join('\n');

test('the page of messages shows these, word for word', () => {
  const page = readFileSync(PAGE, 'utf8');
  const shown = page.slice(page.indexOf('### '));
  const all = [...MISTAKES, ...Object.values(LATER_MISTAKES)];
  expect(shown).toBe(all.map(entry).join('\n'));
});

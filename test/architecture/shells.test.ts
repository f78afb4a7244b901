import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');

/** Ways to hand text to a shell, or around the one place that starts programs. */
const SHELLS: readonly RegExp[] = [
  /\bshell\s*:/,
  /['"`](?:\/(?:usr\/)?bin\/)?(?:env )?(?:ba|da|z|k|c|fi)?sh['"`]/,
  /['"`](?:cmd(?:\.exe)?|powershell|pwsh)['"`]/,
  /\b(?:execSync|execaCommand|execaSync)\b/,
  /\b(?:exec|spawn|spawnSync|fork)\b[^;]*['"](?:node:)?child_process['"]/,
  /(?:^|[\s(=])\$`/,
  /\b(?:eval\(|new Function\()/,
  // tmux and git start one of their own for these.
  /['"`](?:run-shell|if-shell|pipe-pane|respawn-pane|display-popup)['"`]|['"`][^'"`\n]*#\(/,
];

const startsShell = (text: string): boolean =>
  SHELLS.some((pattern) =>
    pattern.test(text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')),
  );

describe('a shell', () => {
  test('is started in one place, for the commands of the user alone', () => {
    const places = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .filter((path) => startsShell(readFileSync(join(SRC, path), 'utf8')))
      // Quoted in a prompt, as the language of a fenced block.
      .filter((path) => path !== 'loop/check-texts.ts');
    expect(places).toEqual(['adapters/process/run-check.ts']);
  });

  test('is asked for by checks, setup commands and notices, and by nothing else', () => {
    const callers = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .filter((path) =>
        /\b(?:userCommand|runNotice|createChecks)\(/.test(
          readFileSync(join(SRC, path), 'utf8'),
        ),
      );
    expect(callers.toSorted()).toEqual([
      'adapters/process/run-check.ts',
      'adapters/process/run-notice.ts',
      'cli/notify/run-notifier.ts',
      'cli/run/prepare-run.ts',
      'cli/run/tools.ts',
    ]);
  });

  test.each([
    'execa(text, { shell: true })',
    "start({ file: 'sh', args: ['-c', text] })",
    "run('/bin/bash', ['-c', text])",
    "import { exec } from 'node:child_process';",
    'await $`git log`',
    'execSync(text)',
    "tmux(['run-shell', text])",
    "['-n', '#(id)']",
  ])('is noticed in %j', (text) => {
    expect(startsShell(text)).toBe(true);
  });

  test.each(['// a shell: no', "fenced(text, 'json')", '`cost`'])(
    'is not seen in %j',
    (text) => {
      expect(startsShell(text)).toBe(false);
    },
  );
});

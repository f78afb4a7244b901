import { describe, expect, test } from 'vitest';
import { makeText } from '../../src/cli/install/make-text.ts';
import { TOOLS } from '../../src/cli/install/tools.ts';
import { parseArguments } from '../../src/cli/program.ts';
import { EXIT_CODES } from '../../src/model/exit-codes.ts';

const TEMPLATES = [
  ...new Set(
    TOOLS.flatMap(({ files }) => files.map(({ template }) => template)),
  ),
];

/** The words of a command as a shell would split them, quotes of one kind only. */
const words = (command: string): readonly string[] =>
  Array.from(command.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, bare]) =>
    String(quoted ?? bare),
  );

describe.each(TEMPLATES)('the prompt made from %s', (template) => {
  const text = makeText(template);
  const commands = Array.from(
    text.matchAll(/^ +(orchestration-loop .*)$|`(orchestration-loop .*?)`/gm),
    ([, line, inline]) => String(line ?? inline),
  );

  test('names commands that the program takes, with the folder as one argument', () => {
    const folder = "a folder; rm -rf $HOME/.kiro/specs/it's";
    const read = commands.map((command) => {
      const argv = words(command.replace(' N ', ' 2 ')).slice(1);
      return parseArguments(
        argv.map((word) => (word === 'FOLDER' ? folder : word)),
      );
    });
    expect(read.map(({ command }) => command.name)).toEqual([
      'run',
      'run',
      'status',
      'stop',
      'decide',
      'decide',
    ]);
    for (const { input } of read) expect(input.options['spec']).toBe(folder);
    expect(read[0]?.input.options['dryRun']).toBe(true);
    expect(read[1]?.input.options['yes']).toBe(true);
    expect(read[5]?.input).toMatchObject({ args: ['ID'] });
  });

  test('asks before the first command that starts anything', () => {
    const asks = text.indexOf('Start this run?');
    expect(asks).toBeGreaterThan(text.indexOf('--dry-run --spec'));
    expect(asks).toBeLessThan(text.indexOf('--yes'));
  });

  test('says what to do for every exit code of a run', () => {
    const bullets = Array.from(
      text.matchAll(/^- \*\*([\d, ]+)\*\*/gm),
      ([, codes = '']) => codes.split(', ').map(Number),
    ).flat();
    expect(bullets.toSorted()).toEqual(Object.values(EXIT_CODES).toSorted());
  });

  // `!` and `@` before a bracket, a backtick or a path run commands and read
  // files while the tool expands the prompt.
  test('holds nothing that a tool expands but the arguments', () => {
    expect(text).not.toMatch(/!`|!\{|@[\w{./]/);
    expect(text.match(/\$\w+|\{\{\w+\}\}/g) ?? []).toEqual(
      template === 'gemini-command.toml'
        ? ['{{args}}']
        : ['claude-command.md', 'opencode-command.md'].includes(template)
          ? ['$ARGUMENTS']
          : [],
    );
  });
});

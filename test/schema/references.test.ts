import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../src/model/exit-codes.ts';
import { parseAnswer } from '../../src/schema/parse-answer.ts';
import { parseConfig } from '../../src/schema/parse-config.ts';
import { eventBodies } from './examples.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string): string =>
  readFileSync(`${ROOT}/references/${name}`, 'utf8');
const jsonBlocks = (text: string): string[] =>
  [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => json ?? '');

test('the table of settings is what the schema says', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['scripts/gen-references.mjs', '--check'],
    { cwd: ROOT, encoding: 'utf8' },
  );
  expect([status, stderr]).toEqual([0, '']);
});

test('the example of a config file is valid', () => {
  const [example = ''] = jsonBlocks(read('config.md'));
  expect(parseConfig(example).ok).toBe(true);
});

test('the page of exit codes has each of them', () => {
  const rows = [...read('exit-codes.md').matchAll(/^\| (\d+) \|/gm)];
  const listed = rows.map(([, code]) => Number(code));
  expect(listed.toSorted()).toEqual(Object.values(EXIT_CODES).toSorted());
});

test('the page of events has each type and each of its properties', () => {
  const rows = read('events.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  for (const { type, ...properties } of eventBodies) {
    const row = rows.find((line) =>
      line.split('|')[1]?.includes(`\`${type}\``),
    );
    expect([type, row === undefined]).toEqual([type, false]);
    for (const property of Object.keys(properties).filter(
      (key) => key !== 'task_id',
    ))
      expect(row).toContain(`\`${property}\``);
  }
});

describe('the examples of answers are valid', () => {
  const blocks = jsonBlocks(read('agent-answers.md'));

  test.each([
    ['assignment', blocks[0]],
    ['report', blocks[1]],
    ['verdict', blocks[2]],
    ['orchestrate', blocks[3]],
  ] as const)('%s', (kind, example) => {
    expect(parseAnswer(kind, example ?? '')).toMatchObject({ ok: true });
  });
});

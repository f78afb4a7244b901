import { expect, test } from 'vitest';
import { showWindows } from '../../../src/adapters/tmux/show-windows.ts';
import type { ProcessResult, RunProcess } from '../../../src/ports/process.ts';

const ENDED: ProcessResult = { exitCode: 0, stdout: '', stderr: '' };

/** What is said for each command by its name, and what was asked. */
function tmuxThatSays(answers: Readonly<Record<string, ProcessResult>>) {
  const asked: (readonly string[])[] = [];
  const runProcess: RunProcess = (file, args) => {
    asked.push([file, ...args]);
    return Promise.resolve(answers[args[0] ?? ''] ?? ENDED);
  };
  const show = () =>
    showWindows({
      ...{ session: 'ours', mark: 'abc', cwd: '/', env: {}, runProcess },
      windows: [{ name: 'w', argv: ['node', 'log', 'a;', '#{x}'] }],
    });
  return { asked, show };
}

test('a tmux that is not there, does not answer or fails is said in one line', async () => {
  const nothing = { exitCode: null, stdout: '', stderr: '' };
  const cases = [
    [{ ...nothing, problem: 'missing' as const }, 'tmux is not installed'],
    [{ ...nothing, problem: 'timeout' as const }, 'tmux does not answer'],
    [{ ...ENDED, exitCode: 2, stderr: 'bad\nworse\n' }, 'tmux says: bad'],
  ] as const;
  for (const [said, error] of cases) {
    const { show, asked } = tmuxThatSays({ 'list-sessions': said });
    expect(await show()).toEqual({ ok: false, error });
    expect(asked).toHaveLength(1);
  }
});

test('no word of a program ends the command or is joined with another', async () => {
  const { show, asked } = tmuxThatSays({
    'list-sessions': { ...ENDED, exitCode: 1, stderr: 'no server running' },
    'new-session': { ...ENDED, stdout: '@1 %2\n' },
  });
  expect(await show()).toEqual({
    ok: true,
    value: [{ window_id: '@1', pane_id: '%2' }],
  });
  const made = asked.find(([, name]) => name === 'new-session') ?? [];
  const end = made.indexOf(';');
  expect(made.slice(end - 4, end)).toEqual(['node', 'log', 'a\\;', '#{x}']);
});

test('a session of the same beginning is another one', async () => {
  const { show, asked } = tmuxThatSays({
    'list-sessions': { ...ENDED, stdout: 'ours-too xyz\nour \n' },
    'new-session': { ...ENDED, stdout: '@1 %2\n' },
  });
  expect((await show()).ok).toBe(true);
  expect(asked.map(([, name]) => name)).toEqual([
    ...['list-sessions', 'new-session', 'select-window'],
  ]);
});

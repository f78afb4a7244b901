import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEdge } from '../../../src/adapters/process/edge.ts';
import { createChecks } from '../../../src/adapters/process/run-check.ts';
import { runProcess } from '../../../src/adapters/process/run-process.ts';
import {
  runnerMarks,
  withMark,
} from '../../../src/adapters/process/runner-marks.ts';
import { settleLeftovers } from '../../../src/adapters/process/settle-leftovers.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const edge = createEdge({ env: process.env, graceMs: 200 });

/** What a runner left that is not there any more: it does what the shell says. */
async function leave(mark: string, script: string): Promise<ChildProcess> {
  const child = spawn('sh', ['-c', `echo ready; ${script}`], {
    detached: true,
    env: { ...process.env, ORCHESTRATION_MARK: mark },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

/** How a process ended: by an exit code, or by a signal. */
const endOf = async (child: ChildProcess): Promise<number | string | null> => {
  if (child.exitCode === null && child.signalCode === null)
    await once(child, 'exit');
  return child.exitCode ?? child.signalCode;
};

test('git of a dead runner is let come to its end before anything else begins', async () => {
  const folder = tempFolder();
  const { git } = runnerMarks(folder);
  const go = join(folder, 'go');
  const done = join(folder, 'done');
  const left = await leave(
    git,
    `until [ -e '${go}' ]; do sleep 0.02; done; echo done >'${done}'`,
  );
  let isSettled = false;
  const settling = settleLeftovers(edge, runnerMarks(folder)).then(
    () => (isSettled = true),
  );
  await edge.scan();
  expect(isSettled).toBe(false);
  await runProcess('touch', [go], { cwd: folder });
  await settling;
  expect(readFileSync(done, 'utf8')).toBe('done\n');
  expect(await endOf(left)).toBe(0);
});

test('git that never ends is ended when patience is over', async () => {
  const folder = tempFolder();
  const left = await leave(runnerMarks(folder).git, 'exec sleep 600');
  await settleLeftovers(edge, runnerMarks(folder), 0);
  expect(await endOf(left)).toBe('SIGTERM');
});

test('setup commands of a dead runner are ended, those of another folder are not', async () => {
  const [ours, theirs] = [tempFolder(), tempFolder()];
  const command = 'exec sleep 600';
  const [first, second, other] = await Promise.all([
    leave(runnerMarks(ours).newSetup(), command),
    leave(runnerMarks(ours).newSetup(), command),
    leave(runnerMarks(theirs).newSetup(), command),
  ]);
  await settleLeftovers(edge, runnerMarks(ours));
  expect([await endOf(first), await endOf(second)]).toEqual([
    'SIGTERM',
    'SIGTERM',
  ]);
  expect(other.signalCode).toBe(null);
});

test('a setup command that ends leaves those of other worktrees alone', async () => {
  const folder = tempFolder();
  const go = join(folder, 'go');
  const { newSetup } = runnerMarks(folder);
  const checks = createChecks({
    ...{ edge, attemptsDir: join(folder, 'logs'), run_id: '', spec_path: '' },
  });
  const setUp = (run: string, log: string) =>
    checks.run(
      { name: 'setup', run, timeoutMs: 60_000, resources: [], junit: null },
      {
        ...{ cwd: folder, mark: newSetup(), log_name: log },
        signal: new AbortController().signal,
      },
    );
  const slow = setUp(`until [ -e '${go}' ]; do sleep 0.02; done`, 'slow');
  const quick = await setUp('true', 'quick');
  writeFileSync(go, '');
  expect([quick.exit_code, (await slow).exit_code]).toEqual([0, 0]);
});

test('a program that is run with a mark carries it, and so does what it starts', async () => {
  const folder = tempFolder();
  const { git } = runnerMarks(folder);
  const marked = withMark(runProcess, git);
  const { stdout } = await marked(
    'sh',
    ['-c', 'sh -c "printenv ORCHESTRATION_MARK; printenv MORE"'],
    { cwd: folder, env: { MORE: 'more' } },
  );
  expect(stdout).toBe(`${git}\nmore\n`);
});

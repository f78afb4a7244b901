import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatDuration } from '../../lib/duration.ts';
import { isSafeRelativePath } from '../../lib/safe-name.ts';
import { createTail } from '../../lib/tail.ts';
import type { Check, CheckResult } from '../../model/check.ts';
import type { Checks } from '../../ports/checks.ts';
import type { Edge } from './edge.ts';
import { checkEnvironment } from './environment.ts';
import { openLog } from './log-file.ts';
import { watchJunit, type JunitResult } from './read-junit.ts';
import { supervise, type SupervisedEnd } from './supervise.ts';

export type ChecksOptions = {
  readonly edge: Edge;
  /** Folder of all attempts' logs. */
  readonly attemptsDir: string;
  readonly run_id: string;
  readonly spec_path: string;
};

const TAIL_LENGTH = 8 * 1024;

/** Both streams in one, in order; the user's command stays as it was written. */
const MERGED = ['-c', 'exec sh -c "$1" 2>&1', 'sh'];

/** A command of the user's as it is started: whole, in the user's shell. */
export const userCommand = (
  run: string,
): { readonly file: string; readonly args: readonly string[] } => ({
  file: 'sh',
  args: [...MERGED, run],
});

/** Runs the user's commands in the user's shell; their exit code is evidence. */
export const createChecks = (options: ChecksOptions): Checks => ({
  run: (check, request) => runCheck(options, check, request),
});

const runCheck = async (
  options: ChecksOptions,
  check: Check,
  request: Request,
): Promise<CheckResult> => {
  const { junit } = check;
  if (junit === null) return runCommand(options, check, request);
  const read = await watchJunit(request.cwd, junit);
  const result = await runCommand(options, check, request);
  return result.exit_code === null
    ? result
    : withTests(result, await read(), { junit, mask: options.edge.mask });
};

type Request = Parameters<Checks['run']>[1];

/** Single tests where the file names them; where not, the exit code speaks alone, and that is said. */
const withTests = (
  result: CheckResult,
  read: JunitResult,
  { junit, mask }: { readonly junit: string; readonly mask: Edge['mask'] },
): CheckResult => {
  if (read.type === 'unread') {
    const note = `\n[${junit} ${read.why}: the exit code alone decides]\n`;
    return { ...result, output: result.output + note };
  }
  const { passed, failed } = read.tests;
  const tests = {
    passed,
    failed: failed.map(({ name, file }) => ({
      name: mask(name),
      file: file === null ? null : mask(file),
    })),
  };
  return { ...result, tests };
};

const runCommand = async (
  { edge, attemptsDir, run_id, spec_path }: ChecksOptions,
  check: Check,
  request: Request,
): Promise<CheckResult> => {
  const startedAt = performance.now();
  const path = join(attemptsDir, safePath(request.log_name));
  await mkdir(dirname(path), { recursive: true });
  const log = await openLog(path, { mask: edge.mask });
  const own = await edge.reserve();
  const tail = createTail(TAIL_LENGTH);
  const onOutput = (text: string): Promise<void> => {
    tail.push(text);
    return log.write(text);
  };
  const noIdle = { idleMs: check.timeoutMs, toolIdleMs: check.timeoutMs };
  try {
    const end = await supervise(edge, {
      start: {
        ...userCommand(check.run),
        cwd: request.cwd,
        env: checkEnvironment(edge.env, {
          ...own,
          mark: request.mark,
          set: {
            ORCHESTRATION_SPEC: spec_path,
            ORCHESTRATION_RUN: run_id,
            ORCHESTRATION_UNIT: request.task_id,
          },
        }),
      },
      inputFile: null,
      mark: request.mark,
      limits: { timeoutMs: check.timeoutMs, ...noIdle },
      graceMs: edge.graceMs,
      phase: () => 'working',
      signal: request.signal,
      onStdout: onOutput,
      onStderr: onOutput,
    });
    return {
      name: check.name,
      run: check.run,
      passed: end.cause === 'exited' && end.exit_code === 0,
      exit_code: end.cause === 'exited' ? end.exit_code : null,
      output: edge.mask(tail.text()) + explain(end, check),
      duration_ms: Math.round(performance.now() - startedAt),
    };
  } finally {
    await Promise.all([log.close(), own.release()]);
  }
};

const safePath = (path: string): string => {
  if (isSafeRelativePath(path)) return path;
  throw new Error(`Internal error: expected a plain path, got ${path}`);
};

const explain = (end: SupervisedEnd, check: Check): string => {
  switch (end.cause) {
    case 'exited':
      return end.signal === null ? '' : `\n[ended by ${end.signal}]\n`;
    case 'timeout':
    case 'idle':
      return `\n[stopped after ${formatDuration(check.timeoutMs)}]\n`;
    case 'canceled':
    case 'lingered':
      return '\n[stopped: canceled]\n';
    case 'missing':
    case 'not_startable':
      return `[could not be started: ${end.message ?? 'unknown'}]\n`;
  }
};

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/adapters/prompts/package-root.ts';

/** The folder of the bundled demo. */
export const DEMO = join(packageRoot(), 'demo');

/** What a scripted agent did with one call. */
export type CallResult = {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Starts one of demo/bin the way it is started from PATH. */
export function callAgent(
  name: 'codex' | 'gemini',
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly prompt?: string;
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<CallResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, [...args], {
      cwd: options.cwd,
      env: {
        PATH: `${join(DEMO, 'bin')}:${process.env['PATH'] ?? ''}`,
        ...options.env,
      },
    });
    let stdout = '';
    let stderr = '';
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    // Refused calls end before they read their prompt.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.prompt ?? '');
  });
}

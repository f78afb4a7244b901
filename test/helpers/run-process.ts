import { spawn } from 'node:child_process';
import type { RunProcess } from '../../src/ports/process.ts';

/** Runs a program with node alone, for tests of adapters that get a process runner. */
export const runProcess: RunProcess = (file, args, options) =>
  new Promise((resolve) => {
    const child = spawn(file, [...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.on('error', (error) => {
      resolve({ exitCode: null, stdout: '', stderr: error.message });
    });
    child.on('close', (exitCode) => {
      resolve({
        exitCode,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      });
    });
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });

import { join } from 'node:path';
import { createLineSplitter } from '../../lib/ndjson.ts';
import { createTail } from '../../lib/tail.ts';
import type {
  AgentCommand,
  AgentProcesses,
  AgentProcessEnd,
} from '../../ports/agent-processes.ts';
import { openLog } from './log-file.ts';
import type { Edge } from './edge.ts';
import { agentEnvironment } from './environment.ts';
import { supervise } from './supervise.ts';

const STDERR_TAIL_LENGTH = 8 * 1024;

/**
 * Runs one agent: prompt from a file, output to its log and, line by line, to
 * whoever reads the events; in bounded memory, however much is printed.
 */
export const runAgent = async (
  edge: Edge,
  command: AgentCommand,
  options: Parameters<AgentProcesses['run']>[1],
): Promise<AgentProcessEnd> => {
  const log = (name: string) =>
    openLog(join(command.logFolder, name), { mask: edge.mask });
  const [stdout, stderr] = [await log('stdout.log'), await log('stderr.log')];
  const own = await edge.reserve();
  const lines = createLineSplitter();
  const errorLines = createLineSplitter();
  const tail = createTail(STDERR_TAIL_LENGTH);
  try {
    const end = await supervise(edge, {
      start: {
        file: command.file,
        args: command.args,
        cwd: command.cwd,
        env: agentEnvironment(edge.env, {
          ...command.environment,
          ...own,
          mark: command.mark,
          pass: edge.pass,
        }),
      },
      inputFile: command.inputFile,
      mark: command.mark,
      limits: command,
      graceMs: edge.graceMs,
      phase: options.phase,
      signal: options.signal,
      onProcess: options.onProcess,
      onStdout: (text) => {
        lines.push(text).forEach(options.onLine);
        return stdout.write(text);
      },
      onStderr: (text) => {
        tail.push(text);
        errorLines.push(text).forEach(options.onErrorLine);
        return stderr.write(text);
      },
    });
    lines.end().forEach(options.onLine);
    errorLines.end().forEach(options.onErrorLine);
    return {
      ...end,
      stderr: edge.mask(tail.text()),
      skipped_lines: lines.skipped(),
    };
  } finally {
    await Promise.all([stdout.close(), stderr.close(), own.release()]);
  }
};

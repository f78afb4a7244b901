import type { AgentProcesses } from '../../ports/agent-processes.ts';
import type { Edge } from './edge.ts';
import { findBinary } from './find-binary.ts';
import { reap } from './reap.ts';
import { runAgent } from './run-agent.ts';

/** The process edge as agents see it. */
export const createAgentProcesses = (edge: Edge): AgentProcesses => ({
  run: (command, options) => runAgent(edge, command, options),
  reap: (marks, processes = []) => reap({ marks, processes }, edge),
  find: (command) => findBinary(command, { env: edge.env, cwd: process.cwd() }),
  mask: edge.mask,
});

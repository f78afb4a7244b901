import packageJson from '../../../package.json' with { type: 'json' };
import { isBefore } from '../../adapters/agents/inspect-versions.ts';
import { createAgentProcesses } from '../../adapters/process/create-processes.ts';
import type { DoctorMachine } from '../../report/doctor/doctor-data.ts';
import type { AgentLook, Looked } from './look.ts';

const PLATFORMS = ['linux', 'darwin'];

/** What the program itself runs on. */
export async function lookAtMachine({
  edge,
}: AgentLook): Promise<Looked<DoctorMachine>> {
  const node = process.versions.node;
  const node_floor = packageJson.engines.node.replace(/^\D+/, '');
  const found: DoctorMachine = {
    platform: process.platform,
    node,
    node_floor,
    tmux: await createAgentProcesses(edge).find('tmux'),
  };
  const problems = [
    ...(isBefore(node, node_floor)
      ? [
          {
            area: 'machine' as const,
            what: `Node ${node} is too old`,
            why: `${node_floor} is the oldest that works`,
            todo: 'Update Node.',
          },
        ]
      : []),
    ...(PLATFORMS.includes(process.platform)
      ? []
      : [
          {
            area: 'machine' as const,
            what: `${process.platform} is no system this works on`,
            why: 'processes are found and ended as Linux and macOS do it',
            todo: 'Use Linux or macOS, also in a container or WSL.',
          },
        ]),
  ];
  return { found, problems, warnings: [] };
}

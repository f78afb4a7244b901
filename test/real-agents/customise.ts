import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from './stage.ts';

/** What a user has set up for a CLI, as far as it had an effect. */
export type Noticed = {
  /** Of `mcp` and `hook`: those that were started. */
  readonly started: readonly string[];
  /** Whether the user's own instructions reached the model. */
  readonly hasInstructions: boolean;
};

const INSTRUCTIONS = 'INSTRUCTIONS-OF-THE-USER';

const shell = (stage: Stage, name: string): string =>
  `touch ${join(stage.dir, 'noticed', name)}; sleep 1`;

const hooksOf = (stage: Stage): object => ({
  SessionStart: [
    { hooks: [{ type: 'command', command: shell(stage, 'hook') }] },
  ],
});

/** Adds to a JSON file that may not be there yet. */
const addTo = async (file: string, more: object): Promise<void> => {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const before = JSON.parse(text) as object;
  await writeFile(file, JSON.stringify({ ...before, ...more }));
};

const customiseCodex = async (stage: Stage): Promise<void> => {
  const home = join(stage.dir, '.codex');
  const args = JSON.stringify(['-c', shell(stage, 'mcp')]);
  await writeFile(join(home, 'AGENTS.md'), INSTRUCTIONS);
  await appendFile(
    join(home, 'config.toml'),
    `\n[mcp_servers.mine]\ncommand = "/bin/sh"\nargs = ${args}\n`,
  );
};

const customiseGemini = async (stage: Stage): Promise<void> => {
  const home = join(stage.dir, '.gemini');
  await writeFile(join(home, 'GEMINI.md'), INSTRUCTIONS);
  await addTo(join(home, 'settings.json'), {
    mcpServers: {
      mine: { command: '/bin/sh', args: ['-c', shell(stage, 'mcp')] },
    },
    hooks: hooksOf(stage),
  });
};

const customiseClaude = async (stage: Stage): Promise<void> => {
  const home = join(stage.dir, '.claude');
  await writeFile(join(home, 'CLAUDE.md'), INSTRUCTIONS);
  await addTo(join(home, 'settings.json'), { hooks: hooksOf(stage) });
  await addTo(join(home, '.claude.json'), {
    mcpServers: {
      mine: {
        type: 'stdio',
        command: '/bin/sh',
        args: ['-c', shell(stage, 'mcp')],
      },
    },
  });
};

const customiseOpencode = async (stage: Stage): Promise<void> => {
  const home = join(stage.dir, '.opencode', 'config', 'opencode');
  await writeFile(join(home, 'AGENTS.md'), INSTRUCTIONS);
  await addTo(join(home, 'opencode.json'), {
    mcp: {
      mine: {
        type: 'local',
        command: ['/bin/sh', '-c', shell(stage, 'mcp')],
        enabled: true,
      },
    },
  });
};

const BY_NAME: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  codex: customiseCodex,
  gemini: customiseGemini,
  claude: customiseClaude,
  opencode: customiseOpencode,
};

/** Gives a CLI's private home what users give theirs: an MCP server, a hook where it has some, instructions. */
export const customise = async (stage: Stage, name: string): Promise<void> => {
  await mkdir(join(stage.dir, 'noticed'));
  await BY_NAME[name]?.(stage);
};

/** What of that had an effect. */
export const noticed = async (stage: Stage): Promise<Noticed> => ({
  started: (await readdir(join(stage.dir, 'noticed'))).sort(),
  hasInstructions: stage.server.log.some(({ body }) =>
    JSON.stringify(body ?? '').includes(INSTRUCTIONS),
  ),
});

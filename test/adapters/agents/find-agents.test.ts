import { expect, test } from 'vitest';
import { findAgents } from '../../../src/adapters/agents/find-agents.ts';

test('says of each backend where its CLI is, or how to get it', async () => {
  const asked: string[] = [];
  const found = await findAgents(['codex', 'claude-code', 'nobody', 'codex'], {
    config: { codex: { command: '/opt/codex' } },
    processes: {
      find: async (command) => {
        asked.push(command);
        return command === '/opt/codex' ? command : null;
      },
    },
  });
  expect(asked).toEqual(['/opt/codex', 'claude']);
  expect(found).toMatchObject([
    { name: 'codex', vendor: 'openai', path: '/opt/codex' },
    {
      name: 'claude',
      path: null,
      install_hint: 'npm install -g @anthropic-ai/claude-code',
    },
  ]);
});

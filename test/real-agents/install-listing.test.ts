import { beforeAll, describe, expect, test } from 'vitest';
import { Ground } from './ground.ts';
import { BODY, DESCRIPTION, install, timesSent } from './install.ts';
import { requireAgents, skipsRealAgents } from './installed.ts';
import { always } from './scenarios.ts';

const CODEX = ['exec', '--json', '--skip-git-repo-check', '-s', 'read-only'];
const GEMINI = ['--output-format', 'stream-json', '--model', 'gemini-2.5-pro'];

describe.skipIf(skipsRealAgents())('what install wrote', () => {
  beforeAll(() => {
    requireAgents(['codex', 'gemini']);
  });

  test('codex lists as a skill of the project, and reads when it is named', async () => {
    await using ground = await Ground.make(always({ text: 'fine' }));
    await ground.codex([...CODEX, '-'], 'Hello.');
    expect(timesSent(ground, DESCRIPTION)).toBe(0);
    await install(ground, ['--codex']);
    await ground.codex([...CODEX, '-'], 'Hello.');
    expect(timesSent(ground, DESCRIPTION)).toBe(1);
    expect(timesSent(ground, 'orchestrate/SKILL.md')).toBe(1);
    expect(timesSent(ground, BODY)).toBe(0);
    await ground.codex([...CODEX, '-'], '$orchestrate .kiro/specs/x');
    expect(timesSent(ground, BODY)).toBe(1);
  });

  test.each([
    ['in CODEX_HOME', true],
    ['in the home, where that is not set', false],
  ])('codex lists as a skill of the user, %s', async (_where, isSet) => {
    await using ground = await Ground.make(always({ text: 'fine' }));
    const { CODEX_HOME, ...rest } = ground.env;
    await install(ground, ['--codex', '--user'], isSet ? ground.env : rest);
    await ground.codex([...CODEX, '-'], 'Hello.');
    expect(CODEX_HOME).toBeDefined();
    expect(timesSent(ground, DESCRIPTION)).toBe(1);
  });

  test.each(['--project', '--user'])(
    'gemini expands as a command, %s',
    async (scope) => {
      await using ground = await Ground.make(always({ text: 'fine' }));
      await install(ground, ['--gemini', scope]);
      const typed = `.kiro/specs/it's "my" $HOME \\ feature`;
      const run = await ground.gemini(
        [...GEMINI, '--prompt', `/orchestrate ${typed}`],
        '',
      );
      expect(run.code).toBe(0);
      const prompt = ground.server.turns[0]?.prompt ?? '';
      expect(prompt.startsWith(`The user named: ${typed}\n\n`)).toBe(true);
      expect(prompt).toContain(BODY);
    },
  );
});

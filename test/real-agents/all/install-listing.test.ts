import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Ground } from '../ground.ts';
import { BODY, DESCRIPTION, install, timesSent } from '../install.ts';
import { agentsPath, requireAgents, skipsRealAgents } from '../installed.ts';
import { always } from '../scenarios.ts';

const TYPED = `.kiro/specs/it's my feature`;

/** A program of our name on PATH that only writes down what it was asked. */
const standIn = async (ground: Ground): Promise<Record<string, string>> => {
  const program = ground.path('other', 'orchestration-loop');
  const log = ground.path('tmp', 'asked');
  await writeFile(program, `#!/bin/sh\necho "$*" >> '${log}'\n`);
  await chmod(program, 0o755);
  return { PATH: [ground.path('other'), agentsPath()].join(delimiter) };
};

describe.skipIf(skipsRealAgents())('what install wrote', () => {
  beforeAll(() => {
    requireAgents(['claude', 'opencode']);
  });

  test.each(['--project', '--user'])(
    'claude lists as a command and a skill, and tells its model once, %s',
    async (scope) => {
      await using ground = await Ground.make(always({ text: 'fine' }));
      await install(ground, ['--claude', scope]);
      const run = await ground.claude([], 'Hello.');
      const { slash_commands: commands, skills } = run.events.find(
        ({ subtype }) => subtype === 'init',
      ) as Record<string, readonly string[]>;
      expect(commands?.filter((name) => name === 'orchestrate')).toEqual([
        'orchestrate',
      ]);
      expect(skills).toContain('orchestrate');
      expect(timesSent(ground, DESCRIPTION)).toBe(1);
      expect(timesSent(ground, BODY)).toBe(0);
    },
  );

  test('claude expands the skill, and the command where there is no skill', async () => {
    await using ground = await Ground.make(always({ text: 'fine' }));
    await install(ground, ['--claude']);
    await ground.claude([], `/orchestrate ${TYPED}`);
    const bySkill = ground.server.turns[0]?.prompt ?? '';
    expect(bySkill).toContain(BODY);
    expect(bySkill).toContain(`ARGUMENTS: ${TYPED}`);
    await rm(ground.path('repo', '.claude', 'skills'), { recursive: true });
    await ground.claude([], `/orchestrate ${TYPED}`);
    const byCommand = ground.server.turns[1]?.prompt ?? '';
    expect(byCommand).toContain(BODY);
    expect(byCommand).toContain(`The user named: ${TYPED}\n`);
  });

  test('claude may show the plan unasked, and start nothing', async () => {
    const commands = [
      `orchestration-loop --dry-run --spec '.kiro/specs/x'`,
      `orchestration-loop --spec '.kiro/specs/x' --yes --no-ui`,
      `orchestration-loop status --spec '.kiro/specs/x'`,
      `orchestration-loop decide D1 --option 1 --spec '.kiro/specs/x'`,
    ];
    await using ground = await Ground.make(({ index }) => {
      const command = commands[index];
      return command === undefined
        ? { text: 'fine' }
        : { tool: { name: 'shell', command } };
    });
    await install(ground, ['--claude']);
    const env = await standIn(ground);
    await ground.claude([], '/orchestrate .kiro/specs/x', { env });
    expect(ground.server.turns.at(-1)?.index).toBe(commands.length);
    expect(await readFile(ground.path('tmp', 'asked'), 'utf8')).toBe(
      '--dry-run --spec .kiro/specs/x\nstatus --spec .kiro/specs/x\n',
    );
  });

  test.each(['--project', '--user'])(
    'opencode expands as a command, %s',
    async (scope) => {
      await using ground = await Ground.make(always({ text: 'fine' }));
      await install(ground, ['--opencode', scope]);
      await ground.opencode(['--command', 'orchestrate', TYPED], '');
      const prompts = ground.server.turns.map(({ prompt }) => prompt);
      const prompt = prompts.find((each) => each.includes(BODY)) ?? '';
      // It puts quotes around an argument with blanks.
      expect(prompt.startsWith(`The user named: "${TYPED}"\n`)).toBe(true);
    },
  );
});

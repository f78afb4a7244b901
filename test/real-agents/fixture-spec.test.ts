import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { strictSchema } from '../../src/lib/strict-schema.ts';
import {
  answerSchema,
  parseAnswer,
  type AnswerKind,
  type Answers,
} from '../../src/schema/parse-answer.ts';
import { sessionOf } from './events.ts';
import { makeFixtureSpec, type FixtureSpec } from './fixture-spec.ts';
import { Ground } from './ground.ts';
import { requireAgents, skipsRealAgents } from './installed.ts';
import type { CliResult } from './run-cli.ts';
import type { Role } from './server/scenario.ts';
import { isObject, text } from './server/json.ts';

const promptFor = (role: Role, unit: string): string =>
  [
    `Role: ${role}`,
    '```json',
    JSON.stringify({ dispatch_unit_id: unit, description: 'As planned.' }),
    '```',
    '',
  ].join('\n');

const codexText = (run: CliResult): string =>
  text(
    run.events
      .map(({ item }) => item)
      .filter(isObject)
      .findLast(({ type }) => type === 'agent_message')?.['text'],
  );

const geminiText = (run: CliResult): string => {
  const at = run.events.findLastIndex(({ type }) => type === 'tool_result');
  return run.events
    .slice(at + 1)
    .filter(({ role }) => role === 'assistant')
    .map(({ content }) => text(content))
    .join('');
};

const valueOf = <Kind extends AnswerKind>(
  kind: Kind,
  message: string,
): Answers[Kind] => {
  const answer = parseAnswer(kind, message);
  if (!answer.ok) throw new Error(`${answer.error.join('; ')}: ${message}`);
  return answer.value;
};

/** Runs the spec's units by hand, as a loop would, but one after the other. */
const hands = (ground: Ground, spec: FixtureSpec) => {
  const cwd = spec.repo;
  const codex = async (
    sandbox: string,
    prompt: string,
    more: string[] = [],
  ) => {
    const flags = ['exec', '--json', '-s', sandbox, ...more, '-'];
    return ground.codex(flags, prompt, { cwd });
  };
  return {
    implement: (unit: string) =>
      codex('workspace-write', promptFor('implement', unit)),
    fix: (unit: string, session: string) =>
      codex('workspace-write', promptFor('fix', unit), ['resume', session]),
    read: async (kind: AnswerKind, role: Role, unit: string) => {
      const file = ground.path('other', `${kind}.json`);
      await writeFile(file, JSON.stringify(strictSchema(answerSchema(kind))));
      const schema = ['--output-schema', file];
      return codex('read-only', promptFor(role, unit), schema);
    },
    draw: (unit: string) =>
      ground.gemini(
        [
          '-o',
          'stream-json',
          '-m',
          'gemini-2.5-pro',
          '--approval-mode',
          'yolo',
        ],
        promptFor('implement', unit),
        { cwd },
      ),
  };
};

describe.skipIf(skipsRealAgents())('the fixture spec', () => {
  test('is carried out by both real CLIs, with one finding and one fix', async () => {
    requireAgents(['codex', 'gemini']);
    await using spec = await makeFixtureSpec();
    await using ground = await Ground.make(spec.scenario);
    const by = hands(ground, spec);
    const review = async (unit: string) =>
      valueOf('verdict', codexText(await by.read('verdict', 'review', unit)))
        .severity;

    const assigned = codexText(await by.read('assignment', 'assign', 'run'));
    const { dispatch_units } = valueOf('assignment', assigned);
    expect(dispatch_units.map(({ task_id }) => task_id)).toEqual(spec.units);

    const first = await by.implement('1');
    expect(valueOf('report', codexText(first))).toMatchObject({
      status: 'completed',
      subtasks: [{ task_id: '1.1' }, { task_id: '1.2' }],
    });
    expect(await review('1')).toBe('none');

    const faulty = await by.implement(spec.faultyUnit);
    expect([await review('2'), await review('2')]).toEqual(['major', 'major']);
    const fixed = await by.fix(spec.faultyUnit, sessionOf(faulty));
    expect(valueOf('report', codexText(fixed)).status).toBe('completed');
    expect(await review(spec.faultyUnit)).toBe('none');

    const drawn = await by.draw(spec.uiUnit);
    expect(valueOf('report', geminiText(drawn)).status).toBe('completed');
    await by.implement('4');

    for (const [path, content] of Object.entries(spec.finished))
      expect(await readFile(join(spec.repo, path), 'utf8')).toBe(content);
    const said = execFileSync(process.execPath, ['bin/card.mjs', 'Ada'], {
      cwd: spec.repo,
      encoding: 'utf8',
    });
    expect(said).toBe('Hello, Ada!\nGoodbye, Ada!\n');
    expect(await ground.touchedHome()).toEqual([]);
  });

  test('has reviewers that try to write, on demand, and cannot', async () => {
    requireAgents(['codex']);
    await using spec = await makeFixtureSpec({ reviewersWrite: 'MINE.md' });
    await using ground = await Ground.make(spec.scenario);
    const run = await hands(ground, spec).read('verdict', 'review', '1');
    expect(valueOf('verdict', codexText(run)).severity).toBe('none');
    expect(ground.server.turns.map(({ index }) => index)).toEqual([0, 1]);
    expect(existsSync(join(spec.repo, 'MINE.md'))).toBe(false);
  });

  test('says so when a prompt does not name its role', async () => {
    await using spec = await makeFixtureSpec();
    await using ground = await Ground.make(spec.scenario);
    await fetch(`${ground.server.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: 'Bearer k' },
      body: JSON.stringify({
        model: 'm',
        input: [{ role: 'user', content: 'Hi' }],
      }),
    });
    expect(ground.server.log[0]?.fault).toContain('no role in the prompt: Hi');
  });
});

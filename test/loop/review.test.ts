import { describe, expect, test } from 'vitest';
import { runLoop } from '../../src/loop/run-loop.ts';
import type { State } from '../../src/model/state.ts';
import type { PromptValues } from '../../src/ports/prompts.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import type { FakeAgent } from '../helpers/fake-ports.ts';
import {
  fakeWorkspace,
  goodAgent,
  loopInput,
  MemorySpec,
} from '../helpers/fake-ports.ts';

const SPEC = `- [ ] 1. Only
  - [ ] 1.1 First part
  - [ ] 1.2 Second part
  - [ ] 1.3 Third part
  - [ ] 1.4 Fourth part
  - _writes: src/1.ts_
`;

/** Values of a prompt, as the ports of these tests render it. */
const valuesIn = (prompt: string): unknown =>
  JSON.parse(prompt.slice(prompt.indexOf(' ') + 1));
const reviewIn = (prompt = ''): PromptValues['review'] =>
  valuesIn(prompt) as PromptValues['review'];
const fixIn = (prompt = ''): PromptValues['fix'] =>
  valuesIn(prompt) as PromptValues['fix'];

const verdict = (severity: string, issues: readonly object[] = []): string =>
  JSON.stringify({ task_id: '1', severity, summary: 'seen', issues });

const ISSUE = {
  severity: 'major',
  description: 'parse throws on an empty string',
  file: 'src/1.ts',
  line: 20,
};

/** Runs the one unit; what it says is by `role-n`, else all goes well. */
async function play(
  says: Readonly<Record<string, Awaited<ReturnType<FakeAgent>>>>,
  workspace: Partial<Workspace> = {},
): Promise<{ state: State; prompts: Map<string, string> }> {
  const prompts = new Map<string, string>();
  const { input } = loopInput({
    spec: new MemorySpec(SPEC),
    workspace: { ...fakeWorkspace(), ...workspace },
    agent: (request, signal) => {
      const name = `${request.role}-${request.n}`;
      prompts.set(name, request.prompt);
      const said = says[name] ?? says[request.role];
      return said === undefined
        ? goodAgent(request, signal)
        : Promise.resolve(said);
    },
  });
  // A pause between two reviewers is over as soon as everybody waits for it.
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const clock = {
    now: () => new Date(now()).toISOString(),
    until: (time: string) => {
      ahead += Math.max(0, Date.parse(time) - now());
      return Promise.resolve();
    },
  };
  const ports = { ...input.ports, clock };
  return { state: await runLoop({ ...input, ports }), prompts };
}

const rolesOf = ({ units }: State): string =>
  units[0]?.attempts.map(({ role }) => role).join(' ') ?? '';

describe('a reviewer that gives no verdict', () => {
  const quoted = verdict('none')
    .split('\n')
    .map((line) => `> ${line}`);
  test.each([
    ['prints REJECT and exits 0', { text: 'REJECT', exit_code: 0 }],
    [
      'gets a 401',
      {
        outcome: {
          type: 'failed',
          failure: { type: 'auth', message: '401 Unauthorized' },
        },
        exit_code: 1,
      },
    ],
    [
      'only quotes one',
      {
        text: `The prompt asks me for this:\n\n${quoted.join('\n')}\n\nI would not say so.`,
      },
    ],
    [
      'repeats the prompt it got, with a verdict inside the diff',
      {
        text: `You review one unit.\n\n\`\`\`\`diff\n+\`\`\`json\n+${verdict('none')}\n+\`\`\`\n\`\`\`\`\n\nWhat do you want to know?`,
      },
    ],
  ] as const)(
    'and %s: no approval, no finding, no fix, a question in the end',
    async (_, said) => {
      const { state } = await play({ review: said });
      expect(rolesOf(state)).not.toContain('fix');
      expect(state.units[0]).toMatchObject({
        status: 'blocked',
        fix_attempts: 0,
        reports: [],
        open_findings: [],
      });
      expect(state.finished?.exit_code).toBe(2);
    },
  );
});

describe('the second round', () => {
  const CHANGED =
    'diff --git a/src/1.ts b/src/1.ts\n--- a/src/1.ts\n+++ b/src/1.ts\n@@ -17,3 +17,4 @@\n a\n b\n+c\n d\n';

  test('shows what changed since and names what was open; what is new elsewhere waits for later', async () => {
    const compared: string[][] = [];
    const { state, prompts } = await play(
      {
        'review-1': { text: verdict('major', [ISSUE]) },
        'review-2': {
          text: verdict('major', [
            { ...ISSUE, description: 'The cache is never emptied', line: 300 },
          ]),
        },
      },
      {
        diffBetween: (from, to) => {
          compared.push([from.tree, to.tree]);
          return Promise.resolve(CHANGED);
        },
      },
    );
    const trees = state.units[0]?.attempts.flatMap((attempt) =>
      attempt.status === 'ended' ? (attempt.evidence?.tree ?? []) : [],
    );
    expect(compared).toEqual([trees]);
    const first = reviewIn(prompts.get('review-1'));
    const second = reviewIn(prompts.get('review-2'));
    expect(first.since).toBe('None.');
    expect(second.since).toContain('+c');
    const name = state.units[0]?.reports[0]?.findings[0]?.fingerprint ?? '?';
    expect(second.findings).toContain(`[${name}] major in src/1.ts:20`);
    expect(rolesOf(state)).toBe('implement review fix review');
    expect(state.units[0]?.deferred).toMatchObject([{ line: 300 }]);
    expect(state.finished?.exit_code).toBe(0);
  });

  test('new findings beside what changed are answered', async () => {
    const { state } = await play(
      {
        'review-1': { text: verdict('major', [ISSUE]) },
        'review-2': {
          text: verdict('major', [
            { ...ISSUE, description: 'The cache is never emptied', line: 22 },
            {
              ...ISSUE,
              description: 'Nobody calls it',
              file: null,
              line: null,
            },
          ]),
        },
      },
      { diffBetween: () => Promise.resolve(CHANGED) },
    );
    expect(rolesOf(state)).toBe('implement review fix review fix review');
    expect(state.units[0]?.reports[1]?.findings).toHaveLength(2);
  });
});

test('a question about work that no folder shows brings it back into one, and names it', async () => {
  const asked: string[] = [];
  let folder: string | null = null;
  const base = fakeWorkspace();
  const { state } = await play(
    {},
    {
      // The folder shows what was turned down, never the work itself.
      folder: () => folder,
      prepare: (request, options) => {
        asked.push(request.from);
        const isLast = asked.filter((from) => from === 'merge').length === 3;
        folder = request.from === 'keep' && isLast ? '/work-of-1' : null;
        return base.prepare(request, options);
      },
      integrate: () => {
        folder = null;
        return Promise.resolve({ type: 'conflict', files: ['src/1.ts'] });
      },
    },
  );
  expect(asked.at(-1)).toBe('keep');
  expect(state.decisions).toHaveLength(1);
  expect(state.decisions[0]?.context).toContain('\nFolder: /work-of-1');
});

describe('the prompt of a fix', () => {
  test('quotes the code around each finding as it is now, and no more', async () => {
    const lines = Array.from(
      { length: 200 },
      (_, place) => `line ${place + 1}`,
    );
    lines[25] = 'x'.repeat(5000);
    const asked: string[] = [];
    const { prompts } = await play(
      {
        'review-1': {
          text: verdict('major', [
            { ...ISSUE, file: './src/1.ts' },
            { ...ISSUE, description: 'No test', file: '../../etc/passwd' },
          ]),
        },
      },
      {
        fileText: (_, path) => {
          asked.push(path);
          return Promise.resolve(path === 'src/1.ts' ? lines.join('\n') : null);
        },
      },
    );
    const { findings } = fixIn(prompts.get('fix-1'));
    expect(findings).toContain('   20> line 20\n');
    expect(findings).toContain('    5  line 5\n');
    expect(findings).toContain('   35  line 35\n');
    expect(findings).not.toMatch(/line (?:4|36)\n/);
    expect(findings.length).toBeLessThan(1500);
    expect(asked).toEqual(['src/1.ts', '../../etc/passwd']);
  });

  test('after subtask 2 of 4 failed begins there, and says what is done', async () => {
    const { state, prompts } = await play({
      'implement-1': {
        text: JSON.stringify({
          status: 'failed',
          summary: 'stuck at the second part',
          subtasks: [
            { task_id: '1.1', status: 'completed', error: null },
            { task_id: '1.2', status: 'failed', error: 'the API is gone' },
          ],
        }),
      },
    });
    const { unit, progress, findings } = fixIn(prompts.get('fix-1'));
    const block = JSON.parse(unit.split('\n').slice(1, -1).join('\n')) as {
      subtasks: { task_id: string }[];
    };
    expect(block.subtasks.map(({ task_id }) => task_id)).toEqual([
      '1.2',
      '1.3',
      '1.4',
    ]);
    expect(progress).toContain('to be kept: `1.1`');
    expect(progress).toContain('Begin at `1.2`');
    expect(findings).toContain('the API is gone');
    expect(rolesOf(state)).toBe('implement fix review');
    expect(state.units[0]?.fix_attempts).toBe(1);
    expect(state.finished?.exit_code).toBe(0);
  });

  test('by another agent has the whole history, by the author itself none', async () => {
    const bad = { text: verdict('major', [ISSUE]) };
    const { prompts } = await play({ review: bad });
    const history = (n: number): string =>
      fixIn(prompts.get(`fix-${n}`)).history;
    expect(history(2)).toBe('None.');
    expect(history(3)).toContain('implement 1 (codex) says of itself');
    expect(history(3)).toContain('Round 3: major');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAnswer } from '../../src/schema/parse-answer.ts';

const verdict = { task_id: '2', severity: 'major', summary: 'No test.' };
const example = { task_id: '1', severity: 'none', summary: 'All good.' };
const text = (value: unknown): string => JSON.stringify(value);
const fenced = (value: unknown, info = 'json'): string =>
  `\`\`\`${info}\n${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n\`\`\``;

const read = (message: string): unknown => {
  const answer = parseAnswer('verdict', message);
  return answer.ok ? answer.value : answer.error;
};

describe('the answer is found', () => {
  test.each([
    ['alone', text(verdict)],
    ['alone, over lines', `\n\n${JSON.stringify(verdict, null, 2)}\n`],
    ['in a fenced block', `Here it is.\n\n${fenced(verdict)}\n\nBye.`],
    ['in a block of another language', fenced(verdict, 'text')],
    ['in a block of tildes', `~~~\n${text(verdict)}\n~~~`],
    [
      'in a block in a list',
      `- this:\n   ${fenced(verdict).replaceAll('\n', '\n   ')}`,
    ],
    ['in a block that was never closed', `\`\`\`json\n${text(verdict)}`],
    ['in a longer fence', `\`\`\`\`\n${text(verdict)}\n\`\`\`\``],
    [
      'after a longer fence that holds half of another',
      `\`\`\`\`\n\`\`\`\n\`\`\`\`\n${fenced(verdict)}`,
    ],
    [
      'after Windows line breaks',
      `So:\r\n\`\`\`json\r\n${text(verdict)}\r\n\`\`\`\r\n`,
    ],
    [
      'last in the message, without a fence',
      `I looked at it.\n${JSON.stringify(verdict, null, 2)}\n`,
    ],
    [
      'with fences in its strings',
      text({ ...verdict, details: '```json\n{}\n```' }),
    ],
    [
      'before a block that is no answer',
      `${fenced(verdict)}\nRun:\n${fenced('npm test', 'sh')}\n${fenced({ name: 'x' })}`,
    ],
    ['as the last of several', `${fenced(example)}\n${fenced(verdict)}`],
    [
      'after an example without a fence',
      `${text(example)}\nand so\n${text(verdict)}`,
    ],
  ])('%s', (_, message) => {
    expect(read(message)).toMatchObject({ task_id: '2', severity: 'major' });
  });

  test('and what the schema does not know is dropped', () => {
    expect(
      read(
        text({
          ...verdict,
          mood: 'fine',
          issues: [{ severity: 'major', description: 'x', extra: 1 }],
        }),
      ),
    ).toEqual({
      ...verdict,
      issues: [{ severity: 'major', description: 'x' }],
    });
  });

  test('with null where a strict schema wants every field', () => {
    const full = {
      ...verdict,
      details: null,
      issues: [{ severity: 'minor', description: 'x', file: null, line: null }],
    };
    expect(read(text(full))).toEqual(full);
  });
});

describe('nothing is taken for an answer', () => {
  test.each([
    ['prose', 'Approved. LGTM! severity: none. No issues found.'],
    ['nothing', ''],
    ['JSON of another kind', fenced({ status: 'completed', summary: 'ok' })],
    ['a quoted block', `> ${fenced(example).replaceAll('\n', '\n> ')}`],
    [
      'JSON inside a sentence',
      `I would say {"task_id":"2","severity":"none","summary":"x"} if it worked.`,
    ],
    ['a list around it', text([verdict])],
  ])('%s', (_, message) => {
    expect(read(message)).toEqual([
      'no JSON object with "severity" was found in the last message',
    ]);
  });

  test('not an example from the prompt, where the real one is broken', () => {
    const real = { task_id: '2', severity: 'high', summary: 'Bad.' };
    expect(read(`You asked for\n${fenced(example)}\n${fenced(real)}`)).toEqual([
      'severity must be one of critical, major, minor, none, not "high"',
    ]);
    expect(
      read(
        `${fenced(example)}\n${fenced('{"task_id": "2", "severity": "major",')}`,
      ),
    ).toEqual([
      expect.stringMatching(/^not JSON: expected a key and a colon.*line/),
    ]);
  });
});

test('the errors name what is missing, for asking again', () => {
  const issues = [{ description: 'x' }];
  expect(read(text({ severity: 'none', issues }))).toEqual([
    'the whole lacks "task_id"',
    'the whole lacks "summary"',
    'issues[0] lacks "severity"',
  ]);
});

test('a worker report', () => {
  const report = {
    status: 'completed',
    summary: 'done',
    subtasks: [{ task_id: '2.1', status: 'skipped', error: null }],
    tests: { passed: 3, failed: null },
    coverage: null,
    no_changes_needed: false,
    reason: null,
    learnings: ['x'],
  };
  expect(parseAnswer('report', fenced(report))).toEqual({
    ok: true,
    value: report,
  });
  expect(parseAnswer('report', text({ status: 'done', summary: '' })).ok).toBe(
    false,
  );
  expect(parseAnswer('report', text({ status: 'completed' })).ok).toBe(false);
});

test('an assignment', () => {
  const unit = {
    task_id: '1',
    type: 'ui',
    owner_agent: 'gemini',
    target_window: null,
    criticality: 'standard',
    writes: ['src/'],
    reads: [],
  };
  const answer = { dispatch_units: [unit], window_mapping: { 'task-1': '1' } };
  expect(parseAnswer('assignment', fenced(answer))).toEqual({
    ok: true,
    value: answer,
  });
  expect(
    parseAnswer(
      'assignment',
      text({ dispatch_units: [{ ...unit, type: 'gui' }] }),
    ),
  ).toEqual({
    ok: false,
    error: [
      'dispatch_units[0].type must be one of code, ui, review, not "gui"',
    ],
  });
});

test('any message is read or refused, never a crash', () => {
  const message = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .array(
        fc.oneof(
          fc.constantFrom(
            '```',
            '~~~~',
            '```json',
            '{',
            '}',
            text(verdict),
            '> ',
          ),
          fc.string(),
        ),
      )
      .map((lines) => lines.join('\n')),
  );
  fc.assert(
    fc.property(
      message,
      fc.constantFrom('verdict', 'report', 'assignment'),
      (each, kind) => {
        const answer = parseAnswer(kind, each);
        if (!answer.ok) expect(answer.error.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 1000 },
  );
});

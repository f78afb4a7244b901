import { describe, expect, test } from 'vitest';
import {
  areLearningsDue,
  learningsOf,
} from '../../src/engine/end/learnings.ts';
import { isReusable, onOneLine } from '../../src/engine/end/reusable.ts';
import {
  buildEvidence,
  buildState,
  buildUnit,
  completedUnit,
  endedAttempt,
  RUN,
} from '../helpers/build-state.ts';
import { limits } from '../helpers/world.ts';

const IDS = ['1', '2.1', 'T004'];

describe('a learning can be used again', () => {
  test.each([
    'Dates are kept as text, in UTC, without a zone.',
    'Run `npm run gen` after changing anything below `schema/`.',
    'The tests need a database on port 5432; `make db` starts one.',
    'Node 20 has no `Map.groupBy`.',
    'Every route is listed in src/routes.ts or it is not served.',
  ])('%s', (text) => {
    expect(isReusable(text, IDS)).toBe(true);
  });

  test.each([
    ['a story', 'I had to change the parser first.'],
    ['a story of several', 'The build failed until we cleared the cache.'],
    ['what was done', 'Added a test for the empty list in list.test.ts.'],
    ['one unit by its id', 'T004 leaves the old name in place for now.'],
    ['one unit by its number', 'The index is made in task 3, not here.'],
    ['one subtask', 'The rest belongs to 2.1 and is not done yet.'],
    ['this piece of work', 'Nothing else was needed for this task at all.'],
    ['one machine', 'The fixtures are in /home/somebody/fixtures/list.'],
    ['too short to say anything', 'Use tabs.'],
    ['too long for a rule', 'All of this matters. '.repeat(20)],
  ])('not: %s', (_why, text) => {
    expect(isReusable(text, IDS)).toBe(false);
  });
});

describe('a learning as a line', () => {
  test.each([
    ['lines are joined', 'One\nand  two', 'One and two'],
    ['control characters go', 'a\u001b[31m b\u0000', 'a [31m b'],
    ['what turns the text around goes', 'a\u202eb', 'a b'],
    [
      'HTML is text',
      '<script>alert(1)</script> <!-- x',
      '&lt;script>alert(1)&lt;/script> &lt;!-- x',
    ],
    ['code stays code', 'Use `Map<string>`.', 'Use `Map<string>`.'],
    ['an open quote is no code', '`<b>', '`&lt;b>'],
    ['no heading', '# Rules', '\\# Rules'],
    ['no fence', '```sh', '\\```sh'],
    ['no list of its own', '1. First', '1\\. First'],
    ['no picture', '![x](http://a/b.png)', '!\\[x](http://a/b.png)'],
  ])('%s', (_what, said, line) => {
    expect(onOneLine(said)).toBe(line);
  });
});

const taught = (id: string, file: string, ...learnings: string[]) => ({
  attempts: [
    endedAttempt(id, 'implement', {
      evidence: buildEvidence([file]),
      report: { status: 'completed' as const, summary: 'done', learnings },
    }),
  ],
});

test('the same thing said twice is one, with the files of both', () => {
  const state = buildState([
    completedUnit('1', taught('1', 'a/x.ts', 'Dates are kept as text.')),
    completedUnit('2', taught('2', 'a/y.ts', '- Dates are kept as text!')),
    buildUnit('3', taught('3', 'b.ts', 'Half-done work teaches nothing yet.')),
  ]);
  expect(learningsOf(state)).toEqual([
    {
      text: 'Dates are kept as text.',
      files: ['a/x.ts', 'a/y.ts'],
      is_reusable: true,
    },
  ]);
});

test('nothing is written where nobody wants it, or to a shared folder', () => {
  const unit = completedUnit(
    '1',
    taught('1', 'a.ts', 'Dates are kept as text.'),
  );
  const state = buildState([unit]);
  const wanted = limits({ keepsLearnings: true });
  expect(areLearningsDue({ state, limits: wanted })).toBe(true);
  expect(areLearningsDue({ state, limits: limits() })).toBe(false);
  const shared = { ...state, run: { ...RUN, isolation: 'shared' as const } };
  expect(areLearningsDue({ state: shared, limits: wanted })).toBe(false);
});

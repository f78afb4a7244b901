import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createPlainReporter } from '../../../src/cli/reporters/plain-reporter.ts';
import type { Io } from '../../../src/cli/command.ts';
import type { Event, EventBody } from '../../../src/model/event.ts';
import { attemptId, taskId } from '../../../src/model/ids.ts';
import type { Role } from '../../../src/model/assignment.ts';
import {
  at,
  buildState,
  endedAttempt,
  runningAttempt,
} from '../../helpers/build-state.ts';

const STATE = buildState([]);

/** A reporter and what it wrote. */
function reporterIn(env: NodeJS.ProcessEnv) {
  let written = '';
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  const io = { env, stdout, stderr: stdout } as unknown as Io;
  const reporter = createPlainReporter(io, { colour: false });
  let seq = 0;
  const tell = (...bodies: readonly EventBody[]): void => {
    const events = bodies.map((body): Event => ({
      ...body,
      seq: (seq += 1),
      at: at(seq),
    }));
    reporter.onEvents(events, STATE);
  };
  return { reporter, tell, written: () => written };
}

const started = (unit: string, role: Role): EventBody => ({
  ...runningAttempt(unit, role),
  type: 'attempt_started',
});

const ended = (unit: string, role: Role): EventBody => ({
  ...endedAttempt(unit, role),
  type: 'attempt_ended',
});

const id = (unit: string): string => attemptId(taskId(unit), 'implement', 1);

test('in GitHub Actions each attempt is one group at its end, though they ran side by side', () => {
  const { reporter, tell, written } = reporterIn({ GITHUB_ACTIONS: 'true' });
  tell(started('1', 'implement'), started('2', 'implement'));
  reporter.onActivity(id('1'), 'reads a');
  reporter.onActivity(id('2'), '::add-mask::e');
  reporter.onActivity(id('1'), 'runs npm test');
  tell(ended('2', 'implement'));
  tell(ended('1', 'implement'));
  tell(started('3', 'implement'), ended('3', 'implement'));
  reporter.say('::error::from a spec');
  expect(written().trimEnd().split('\n')).toEqual([
    '[1] implement 1 started (codex)',
    '[2] implement 1 started (codex)',
    '::group::2/implement-1: what it did',
    ': :add-mask::e',
    '::endgroup::',
    '[2] implement 1 ended',
    '::group::1/implement-1: what it did',
    'reads a',
    'runs npm test',
    '::endgroup::',
    '[1] implement 1 ended',
    '[3] implement 1 started (codex)',
    '[3] implement 1 ended',
    ': :error::from a spec',
  ]);
});

test('elsewhere it is a line for each thing worth telling', () => {
  const { reporter, tell, written } = reporterIn({});
  tell(started('1', 'implement'));
  reporter.onActivity(id('1'), 'reads a');
  tell(ended('1', 'implement'));
  expect(written()).toBe(
    '[1] implement 1 started (codex)\n[1] implement 1 ended\n',
  );
});

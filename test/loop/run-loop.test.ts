import { setImmediate } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { runLoop } from '../../src/loop/run-loop.ts';
import type { FakeAgent } from '../helpers/fake-ports.ts';
import { goodAgent, loopInput, MemorySpec } from '../helpers/fake-ports.ts';

const SPEC = `# Implementation Plan

- [ ] 1. First
  - [ ] 1.1 Half of it
  - [ ] 1.2 The other half
  - _writes: src/1.ts_
- [ ] 2. Second
  - _Depends: 1_
  - _writes: src/2.ts_
- [ ] 3. Third
  - _writes: src/3.ts_
`;

const boxes = (spec: MemorySpec): string[] =>
  spec.text
    .split('\n')
    .filter((line) => line.includes('['))
    .map((line) => line.trim().slice(2, 5));

describe('the dispatch loop', () => {
  test('runs a spec to its end and ticks every box', async () => {
    const spec = new MemorySpec(SPEC);
    const { input } = loopInput({ spec });
    const state = await runLoop(input);
    expect(state.finished).toMatchObject({ exit_code: 0, completed: 3 });
    expect(boxes(spec)).toEqual(['[x]', '[x]', '[x]', '[x]', '[x]']);
  });

  test('while a unit runs its own box is begun and those before it are ticked', async () => {
    const spec = new MemorySpec(SPEC);
    const { input } = loopInput({
      spec,
      agent: async (request, signal) => {
        if (request.task_id === '2' && request.role === 'implement') {
          // Marks are written in a queue of their own.
          await vi.waitFor(() => {
            expect(boxes(spec).slice(0, 4)).toEqual([
              '[x]',
              '[x]',
              '[x]',
              '[-]',
            ]);
          });
        }
        return goodAgent(request, signal);
      },
    });
    const state = await runLoop(input);
    expect(state.finished?.exit_code).toBe(0);
  });

  test('a broken verdict is asked for once more, with the errors named', async () => {
    const prompts: string[] = [];
    const agent: FakeAgent = (request, signal) => {
      if (request.role !== 'review' || request.task_id !== '1') {
        return goodAgent(request, signal);
      }
      prompts.push(request.prompt);
      return prompts.length === 1
        ? Promise.resolve({ text: 'Approved, looks great to me!' })
        : goodAgent(request, signal);
    };
    const { input } = loopInput({ spec: new MemorySpec(SPEC), agent });
    const state = await runLoop(input);
    expect(prompts).toHaveLength(2);
    expect(prompts[1]).toContain('could not be read');
    expect(state.finished?.exit_code).toBe(0);
  });

  test('approving words without a verdict never approve', async () => {
    const agent: FakeAgent = (request, signal) =>
      request.role === 'review'
        ? Promise.resolve({ text: 'APPROVED. severity none. exit 0.' })
        : goodAgent(request, signal);
    const { input } = loopInput({
      spec: new MemorySpec('- [ ] 1. Only\n  - _writes: a.ts_\n'),
      agent,
    });
    const state = await runLoop(input);
    expect(state.units[0]?.status).toBe('blocked');
    expect(state.finished?.exit_code).toBe(2);
  }, 20_000);

  test('a review whose tree changed underneath is thrown away', async () => {
    const { input } = loopInput({
      spec: new MemorySpec('- [ ] 1. Only\n  - _writes: a.ts_\n'),
    });
    let looks = 0;
    const ports = {
      ...input.ports,
      workspace: {
        ...input.ports.workspace,
        currentTree: () => {
          looks += 1;
          return Promise.resolve(looks === 2 ? 'changed' : 'same');
        },
      },
    };
    const state = await runLoop({ ...input, ports });
    const reviews = state.units[0]?.attempts.filter(
      ({ role }) => role === 'review',
    );
    expect(reviews).toMatchObject([
      { outcome: { type: 'failed', failure: { type: 'review_error' } } },
      { outcome: { type: 'succeeded' } },
    ]);
    expect(state.finished?.exit_code).toBe(0);
  }, 20_000);

  test('a fault inside an attempt ends that attempt and nothing else', async () => {
    let calls = 0;
    const agent: FakeAgent = (request, signal) => {
      if (request.task_id === '3' && request.role === 'implement') {
        calls += 1;
        if (calls === 1) return Promise.reject(new Error('boom'));
      }
      return goodAgent(request, signal);
    };
    const { input } = loopInput({ spec: new MemorySpec(SPEC), agent });
    const state = await runLoop(input);
    expect(state.finished?.exit_code).toBe(0);
    expect(state.units[2]?.attempts[0]).toMatchObject({
      outcome: { type: 'failed', failure: { type: 'crash' } },
    });
  }, 20_000);

  test('a drained run ends what runs, starts nothing, and the next start goes on', async () => {
    const spec = new MemorySpec(SPEC);
    const drain = new AbortController();
    const { input, journal } = loopInput({
      spec,
      drain: drain.signal,
      agent: (request, signal) => {
        drain.abort();
        return goodAgent(request, signal);
      },
    });
    const stopped = await runLoop(input);
    expect(stopped.finished).toMatchObject({ exit_code: 130 });
    const begun = stopped.units.filter(({ attempts }) => attempts.length > 0);
    expect(begun.map(({ plan }) => plan.task_id)).toEqual(['1', '3']);

    const again = loopInput({ spec, journal });
    const state = await runLoop(again.input);
    expect(state.finished?.exit_code).toBe(0);
    const implemented = journal.events.filter(
      (event) => event.type === 'attempt_started' && event.role === 'implement',
    );
    expect(implemented).toHaveLength(3);
  });

  test('after a dead run its processes are ended and its attempts cost nothing', async () => {
    const spec = new MemorySpec(SPEC);
    const first = loopInput({ spec });
    const events = first.journal;
    await runLoop(first.input);
    const started = events.events.findIndex(
      (event) => event.type === 'attempt_started' && event.task_id === '1',
    );
    events.events.splice(started + 1);

    const { input, reaped, journal } = loopInput({ spec, journal: events });
    const state = await runLoop(input);
    expect(reaped).toContain('run:1/implement-1');
    expect(state.finished?.exit_code).toBe(0);
    const ends = journal.events.filter(
      (event) =>
        event.type === 'attempt_ended' && event.attempt_id === '1/implement-1',
    );
    expect(ends).toMatchObject([{ outcome: { type: 'interrupted' } }]);
    expect(state.units[0]?.fix_attempts).toBe(0);
  });

  test('a task that a person adds while it runs is done too', async () => {
    const spec = new MemorySpec(SPEC);
    const { input } = loopInput({
      spec,
      agent: (request, signal) => {
        if (request.task_id === '2' && request.role === 'implement') {
          spec.text += '- [ ] 4. Fourth\n  - _writes: src/4.ts_\n';
        }
        return goodAgent(request, signal);
      },
    });
    const state = await runLoop(input);
    expect(state.finished).toMatchObject({ exit_code: 0, completed: 4 });
    expect(boxes(spec)).toEqual(Array.from({ length: 6 }, () => '[x]'));
  });

  test('renumbering tasks moves no history: the right boxes are ticked', async () => {
    const spec = new MemorySpec(SPEC);
    const { input } = loopInput({
      spec,
      agent: async (request, signal) => {
        // Real agents take longer than reading a file.
        await setImmediate();
        if (request.task_id === '2' && request.role === 'implement') {
          spec.text = spec.text
            .replace('3. Third', '4. Third')
            .replace('2. Second', '3. Second')
            .replace('_Depends: 1_', '_Depends: 2_')
            .replaceAll(/1\.([12]) /g, '2.$1 ')
            .replace(
              /- \[(.)\] 1\. First/,
              '- [ ] 1. Zeroth\n  - _writes: src/0.ts_\n- [$1] 2. First',
            );
        }
        return goodAgent(request, signal);
      },
    });
    const state = await runLoop(input);
    expect(state.finished).toMatchObject({ exit_code: 0, completed: 4 });
    expect(boxes(spec)).toEqual(Array.from({ length: 6 }, () => '[x]'));
  });

  test('a tasks.md that is gone for a while gives nothing up', async () => {
    const spec = new MemorySpec(SPEC);
    const { input } = loopInput({
      spec,
      agent: (request, signal) => {
        if (request.task_id === '1') spec.isGone = true;
        if (request.task_id === '2') spec.isGone = false;
        return goodAgent(request, signal);
      },
    });
    const warnings: string[] = [];
    const state = await runLoop({
      ...input,
      listener: {
        ...input.listener,
        onWarning: (text) => warnings.push(text),
      },
    });
    expect(state.finished).toMatchObject({ exit_code: 0, completed: 3 });
    expect(warnings.join()).toContain('cannot be read');
  });
});

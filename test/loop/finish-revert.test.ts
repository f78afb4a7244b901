import { expect, test } from 'vitest';
import { runLoop } from '../../src/loop/run-loop.ts';
import { taskId } from '../../src/model/ids.ts';
import type { RevertRequest } from '../../src/ports/workspace.ts';
import {
  fakeWorkspace,
  loopInput,
  MemoryJournal,
  MemorySpec,
} from '../helpers/fake-ports.ts';

const SPEC = `- [ ] 1. First
  - _writes: src/1.ts_
- [ ] 2. Second
  - _Depends: 1_
  - _writes: src/2.ts_
`;

/** The next start of the run; says what it took back. */
async function start(journal: MemoryJournal, spec: MemorySpec) {
  const taken: RevertRequest[] = [];
  const workspace = fakeWorkspace();
  const { input } = loopInput({
    ...{ journal, spec },
    workspace: {
      ...workspace,
      revert: (units) => {
        taken.push(...units);
        return workspace.revert(units);
      },
    },
  });
  const state = await runLoop(input);
  return { state, taken: taken.map(({ task_id }) => task_id as string) };
}

test('units that were being taken back when the run died are taken back by the next start, once, and done again', async () => {
  const [journal, spec] = [new MemoryJournal(), new MemorySpec(SPEC)];
  const { state: before } = await start(journal, spec);
  expect(before.finished?.exit_code).toBe(0);
  // It died between the two: nobody knows what is on the branch.
  journal.append([{ type: 'revert_started', task_id: taskId('1') }]);
  const from = journal.events.length;

  const second = await start(journal, spec);
  expect(second.taken).toEqual(['1', '2']);
  expect(second.state.finished?.exit_code).toBe(0);
  const facts = journal.events.slice(from);
  const begun = facts.flatMap((event) =>
    event.type === 'attempt_started' && event.role === 'implement'
      ? [event.task_id as string]
      : [],
  );
  expect(begun).toEqual(['1', '2']);
  expect(facts.filter(({ type }) => type === 'revert_ended')).toHaveLength(1);

  const third = await start(journal, spec);
  expect(third.taken).toEqual([]);
});

import { expect, test } from 'vitest';
import { runLoop } from '../../src/loop/run-loop.ts';
import type { CaptureRequest } from '../../src/ports/workspace.ts';
import {
  fakeWorkspace,
  goodAgent,
  loopInput,
  MemorySpec,
} from '../helpers/fake-ports.ts';

test('what an agent’s own events name as written reaches the look at its work', async () => {
  const captured: CaptureRequest[] = [];
  const workspace = fakeWorkspace();
  const { input } = loopInput({
    spec: new MemorySpec('- [ ] 1. One\n  - _writes: src/1.ts_\n'),
    agent: async (request, signal) => ({
      ...(await goodAgent(request, signal)),
      files_written: ['/elsewhere/a.ts'],
    }),
    workspace: {
      ...workspace,
      capture: (request) => {
        captured.push(request);
        return workspace.capture(request);
      },
    },
  });
  await runLoop(input);
  expect(captured.map(({ files_written }) => files_written)).toEqual([
    ['/elsewhere/a.ts'],
  ]);
});

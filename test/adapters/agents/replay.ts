import { createTail } from '../../../src/lib/tail.ts';
import { backendNamed } from '../../../src/adapters/agents/backends.ts';
import { judge } from '../../../src/adapters/agents/judge.ts';
import {
  addEvent,
  EMPTY_TRANSCRIPT,
  type Transcript,
} from '../../../src/adapters/agents/transcript.ts';
import type { AgentProcessEnd } from '../../../src/ports/agent-processes.ts';
import type { AgentResult } from '../../../src/ports/agents.ts';

/** The time that replays happen at: noon, here. */
export const NOW = new Date(2026, 0, 2, 12, 0, 0);

/** An end that nothing is remarkable about. */
export const END: AgentProcessEnd = {
  cause: 'exited',
  exit_code: 0,
  signal: null,
  stderr: '',
  message: null,
  cleanup: { ended: 0, force: 'none', left: 0 },
  suspendedMs: 0,
  skipped_lines: 0,
};

/** What a stream says, read as the product reads it. */
export const transcribe = (name: string, stream: string): Transcript => {
  const backend = backendNamed(name);
  if (backend === null) throw new Error(`no backend ${name}`);
  return stream
    .split('\n')
    .flatMap((line) => backend.parse(line))
    .reduce(addEvent, EMPTY_TRANSCRIPT);
};

/** What a stream and an end of its process are judged to be. */
export const replay = (
  name: string,
  stream: string,
  end: Partial<AgentProcessEnd> & { readonly isStuck?: boolean } = {},
): AgentResult['outcome'] => {
  const backend = backendNamed(name);
  if (backend === null) throw new Error(`no backend ${name}`);
  const { isStuck = false, ...rest } = end;
  const stderr = createTail(8192);
  stderr.push(rest.stderr ?? '');
  return judge({
    backend,
    transcript: transcribe(name, stream),
    end: { ...END, ...rest, stderr: stderr.text() },
    isStuck,
    now: NOW,
  });
};

/** Short for a table: `answered` or the class of the failure. */
export const verdictOf = (outcome: AgentResult['outcome']): string =>
  outcome.type === 'answered' ? 'answered' : outcome.failure.type;

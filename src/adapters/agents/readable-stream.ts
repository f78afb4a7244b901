import { isJsonObject } from '../../lib/ndjson.ts';
import type { AgentEvent, ToolEvent } from './agent-event.ts';
import { settleBackend, type AgentConfigs } from './backends.ts';

/** Reads what one call of a CLI printed as lines for a person. */
export type ReadableStream = {
  /** Lines that this line of the stream comes to. */
  readonly push: (line: string) => readonly string[];
  /** What has been said in pieces and not ended by a line break. */
  readonly end: () => readonly string[];
};

/**
 * What the agent says and does, by the backend's own reader. Events that say
 * nothing are left out; a line that is no event is shown as it is, and so is
 * everything of a backend that nobody knows any more.
 */
export function readableStream(
  entry: string,
  agents: AgentConfigs,
): ReadableStream {
  const backend = settleBackend(entry, agents)?.backend ?? null;
  const begun = new Set<string>();
  let open = '';

  const close = (): readonly string[] => {
    const said = open;
    open = '';
    return said === '' ? [] : said.split('\n');
  };
  const tell = (event: AgentEvent): readonly string[] => {
    if (event.type === 'message' && event.is_delta && event.is_line !== true) {
      // Only what is new is looked at: a line may come in a million pieces.
      const [first = '', ...rest] = event.text.split('\n');
      const line = open + first;
      open = rest.pop() ?? line;
      return event.text.includes('\n') ? [line, ...rest] : [];
    }
    return [...close(), ...linesOf(event, begun)];
  };
  return {
    push: (line) => {
      if (backend === null || !isEvent(line)) return [...close(), line];
      return backend.parse(line).flatMap(tell);
    },
    end: close,
  };
}

/** Whether a line is an event at all, told of or not. */
function isEvent(line: string): boolean {
  try {
    return isJsonObject(JSON.parse(line));
  } catch {
    // Plain output, or half a line of a process that was killed.
    return false;
  }
}

function linesOf(event: AgentEvent, begun: Set<string>): readonly string[] {
  switch (event.type) {
    case 'message':
      return event.text.split('\n');
    case 'tool':
      return toolLines(event, begun);
    case 'error':
      return [`${event.is_transient ? 'retrying' : 'error'}: ${event.message}`];
    case 'started':
    case 'step_ended':
    case 'usage':
    case 'done':
      return [];
  }
}

/** A tool is told of once, when it begins where the CLI says that, and again where it fails. */
function toolLines(
  { id, status, summary, name, files_written }: ToolEvent,
  begun: Set<string>,
): readonly string[] {
  const isPaths = files_written.join(' ') === summary;
  const what = summary === '' ? name : isPaths ? `writes ${summary}` : summary;
  if (status === 'failed') return [`${what} (failed)`];
  // Ids come again in the next turn of a session.
  if (status === 'completed' && begun.delete(id)) return [];
  if (status === 'started') begun.add(id);
  return [what];
}

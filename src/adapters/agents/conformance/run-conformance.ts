import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { AgentProcesses } from '../../../ports/agent-processes.ts';
import type { AgentResult } from '../../../ports/agents.ts';
import { answerSchema, parseAnswer } from '../../../schema/parse-answer.ts';
import { createAgents } from '../create-agents.ts';
import { QUIRKS, type Quirk } from './quirks.ts';

/** What came of one quirk. */
export type ConformanceResult = {
  readonly quirk: string;
  /** What the program does, for people. */
  readonly title: string;
  readonly expected: string;
  readonly seen: string;
  readonly ok: boolean;
};

export type ConformanceOptions = {
  readonly processes: AgentProcesses;
  /** The package's conformance/ folder, absolute. */
  readonly kit: string;
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Arguments of the programs, to have less of it: `--bytes=N`, `--start-ms=N`. */
  readonly args?: readonly string[];
  readonly signal?: AbortSignal;
  /** Told of each one when it is over. */
  readonly onResult?: (result: ConformanceResult) => void;
};

/** Programs at once: the one that waits does not hold up the others. */
const WIDTH = 4;
/** None takes a tenth of it; one that hangs ends the kit nevertheless. */
const TIMEOUT_MS = 10 * 60_000;
const PROMPT = 'Answer with {"task_id": "1", "severity": "none"}.\n';

/**
 * Runs a CLI of every bad habit through the agents as they are, in a scratch
 * folder, and compares what came of it with what has to: whether this system
 * ends, reads and judges processes as the program relies on.
 */
export const runConformance = async (
  options: ConformanceOptions,
): Promise<readonly ConformanceResult[]> => {
  const scratch = await mkdtemp(join(tmpdir(), 'ol-kit-'));
  const results: ConformanceResult[] = [];
  const waiting = [...QUIRKS];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const result = await tryQuirk(next, { ...options, scratch });
      options.onResult?.(result);
      results.push(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: WIDTH }, worker));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const order = QUIRKS.map(({ name }) => name);
  return results.toSorted(
    (a, b) => order.indexOf(a.quirk) - order.indexOf(b.quirk),
  );
};

type Scratch = ConformanceOptions & { readonly scratch: string };

const tryQuirk = async (
  quirk: Quirk,
  options: Scratch,
): Promise<ConformanceResult> => {
  const { name, title, expected } = quirk;
  const seen = await seeQuirk(quirk, options);
  return { quirk: name, title, expected, seen, ok: seen === expected };
};

const seeQuirk = async (quirk: Quirk, options: Scratch): Promise<string> => {
  const { processes, scratch } = options;
  const mark = `${basename(scratch)}-${quirk.name}`;
  const stop = new AbortController();
  let force = 'none';
  const agents = createAgents({
    processes: {
      ...processes,
      run: async (command, watcher) => {
        const end = await processes.run(command, watcher);
        force = end.cleanup.force;
        return end;
      },
    },
    attemptsDir: join(scratch, 'attempts'),
    env: options.env,
    config: {
      codex: {
        command: join(options.kit, 'bin', quirk.name),
        args: options.args ?? [],
      },
    },
    schemas: {
      assignment: answerSchema('assignment'),
      report: answerSchema('report'),
      verdict: answerSchema('verdict'),
      orchestrate: answerSchema('orchestrate'),
    },
  });
  const result = await agents.run(requestFor(quirk, { mark, cwd: scratch }), {
    signal: AbortSignal.any([
      stop.signal,
      ...(options.signal === undefined ? [] : [options.signal]),
    ]),
    onActivity: () => {
      if (quirk.isStopped === true) stop.abort();
    },
  });
  const left = await agents.reap([mark]);
  return [
    seenOf(quirk, result),
    ...(force === 'none' ? [] : [`ended by ${force}`]),
    ...(left === 0 ? [] : [`${left} processes left`]),
  ].join(', ');
};

const requestFor = (
  quirk: Quirk,
  { mark, cwd }: { readonly mark: string; readonly cwd: string },
) => ({
  backend: 'codex',
  role:
    quirk.answer === 'verdict' ? ('review' as const) : ('implement' as const),
  task_id: '1',
  n: 1,
  run_id: 'conformance',
  spec_path: 'conformance',
  mark,
  cwd,
  prompt: PROMPT,
  answer: quirk.answer ?? ('report' as const),
  session_id: null,
  log_name: quirk.name,
  timeoutMs: TIMEOUT_MS,
});

/** The one word for what came of it; an answer that is not the program's is told whole. */
const seenOf = (quirk: Quirk, { outcome }: AgentResult): string => {
  if (outcome.type === 'failed') return outcome.failure.type;
  if (quirk.answer === 'verdict')
    return parseAnswer('verdict', outcome.text).ok ? 'a verdict' : 'no verdict';
  return outcome.text === 'done'
    ? 'answered'
    : `answered ${JSON.stringify(outcome.text.slice(0, 100))}`;
};

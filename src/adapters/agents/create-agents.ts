import type { JsonObject } from '../../lib/ndjson.ts';
import type { Usage } from '../../model/attempt.ts';
import type { AgentConfig } from '../../model/config.ts';
import type { Failure } from '../../model/failure.ts';
import type {
  AgentProcessEnd,
  AgentProcesses,
} from '../../ports/agent-processes.ts';
import type {
  AgentRequest,
  AgentResult,
  Agents,
  AnswerKind,
} from '../../ports/agents.ts';
import { makeAttemptFolder, type AttemptFolder } from './attempt-folder.ts';
import type { Backend, Invocation } from './backend.ts';
import { settleBackend, type AgentConfigs } from './backends.ts';
import { follow, type Follower } from './follow.ts';
import { judge, missingBinary } from './judge.ts';
import { combine } from './transcript.ts';

export type AgentsOptions = {
  readonly processes: AgentProcesses;
  /** Folder of all attempts' logs, absolute. */
  readonly attemptsDir: string;
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: AgentConfigs;
  /** Schemas of the answers, for CLIs that take one. */
  readonly schemas: Readonly<Record<AnswerKind, JsonObject>>;
  /** Longest time without output, CPU and a changed file; default 15 min, 60 min inside a tool. */
  readonly idleMs?: number;
  readonly toolIdleMs?: number;
};

type RunOptions = Parameters<Agents['run']>[1];

/** Models think for minutes without a word; a request that hangs is given up by then. */
const IDLE_MS = 15 * 60_000;
/** A test run may wait for something else for long: the hard limit is the main one. */
const TOOL_IDLE_MS = 60 * 60_000;
const OUTPUT_LENGTH = 8 * 1024;

/** Runs coding CLIs as agents; each call ends with nothing of it alive. */
export const createAgents = (options: AgentsOptions): Agents => ({
  run: (request, run) => runAgent(options, request, run),
  reap: (marks, processes) => options.processes.reap(marks, processes),
});

const runAgent = async (
  options: AgentsOptions,
  request: AgentRequest,
  run: RunOptions,
): Promise<AgentResult> => {
  const settled = settleBackend(request.backend, options.config);
  if (settled === null)
    return notRun({
      type: 'missing_binary',
      message: `there is no backend named ${request.backend}`,
    });
  const { backend, config } = settled;
  const command = config.command ?? backend.command;
  const file = await options.processes.find(command);
  if (file === null) return notRun(missingBinary({ ...backend, command }));
  const attempt: Attempt = { ...options, backend, file, run, config };
  try {
    const session_id = backend.can_resume ? request.session_id : null;
    // What the spec, a diff or a check's output holds of secrets goes to no file and to no model.
    const prompt = options.processes.mask(request.prompt);
    const masked = { ...request, prompt };
    const first = await runOnce(attempt, { ...masked, session_id });
    return first.isSessionGone
      ? (await runOnce(attempt, { ...masked, session_id: null })).result
      : first.result;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return notRun({ type: 'crash', message: error.message });
  }
};

/** A full disk and the like are an attempt's bad luck; all else is a bug. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error;

const notRun = (failure: Failure): AgentResult => ({
  outcome: { type: 'failed', failure },
  session_id: null,
  usage: null,
  exit_code: null,
  output: failure.message,
});

type Attempt = Omit<AgentsOptions, 'config'> & {
  readonly backend: Backend;
  /** Of this backend, with the model that was asked for. */
  readonly config: AgentConfig;
  readonly file: string;
  readonly run: RunOptions;
};

type Run = { readonly result: AgentResult; readonly isSessionGone: boolean };

const runOnce = async (
  attempt: Attempt,
  request: AgentRequest,
): Promise<Run> => {
  const { backend, processes } = attempt;
  const folder = await makeAttemptFolder(attempt.attemptsDir, request.log_name);
  const invocation = backend.invocation({
    request,
    config: attempt.config,
    folder: folder.path,
    schema: backend.has_schema ? attempt.schemas[request.answer] : null,
    env: { ...attempt.env, ...attempt.config.env },
  });
  const follower = follow({
    backend,
    processes,
    onActivity: ({ text, at }) => {
      // Every file of a unit lies below this: what differs is what says something.
      const near = text.replaceAll(`${request.cwd}/`, '');
      attempt.run.onActivity({ text: near, at });
    },
  });
  const end = await start({ attempt, request, folder, invocation, follower });
  const result = resultOf({ attempt, request, follower, end });
  await folder.write(
    'result.json',
    processes.mask(JSON.stringify({ ...result, end, args: shown(invocation) })),
  );
  return {
    result,
    isSessionGone:
      request.session_id !== null && isSessionGone(backend, follower, end),
  };
};

/** The arguments without the prompt, which has a file of its own. */
const shown = ({
  args,
  prompt,
  isPromptInArgs = false,
}: Invocation): readonly string[] =>
  isPromptInArgs && prompt !== ''
    ? args.map((arg) => arg.split(prompt).join('{prompt}'))
    : args;

type Started = {
  readonly attempt: Attempt;
  readonly request: AgentRequest;
  readonly folder: AttemptFolder;
  readonly invocation: Invocation;
  readonly follower: Follower;
};

const start = async (started: Started): Promise<AgentProcessEnd> => {
  const { attempt, request, folder, invocation, follower } = started;
  for (const [name, content] of Object.entries(invocation.files))
    await folder.write(name, content);
  return attempt.processes.run(
    {
      file: attempt.file,
      args: invocation.args,
      cwd: request.cwd,
      mark: request.mark,
      environment: {
        own_keys: attempt.backend.own_keys,
        set: {
          ...attempt.config.env,
          ...invocation.env,
          ...contextOf(request),
        },
      },
      inputFile: await writeInput(folder, invocation),
      logFolder: folder.path,
      timeoutMs: request.timeoutMs,
      idleMs: attempt.idleMs ?? IDLE_MS,
      toolIdleMs: attempt.toolIdleMs ?? TOOL_IDLE_MS,
    },
    {
      ...follower,
      signal: AbortSignal.any([attempt.run.signal, follower.stuck]),
      onProcess: (process) => {
        const { backend, config } = attempt;
        const permissions = backend.permissions(request.role, config);
        attempt.run.onProcess?.({ ...process, permissions });
      },
    },
  );
};

/** Keeps the prompt for people; where the arguments carry it, stdin is empty. */
const writeInput = async (
  folder: AttemptFolder,
  { prompt, isPromptInArgs = false }: Invocation,
): Promise<string> => {
  const file = await folder.write('prompt.md', prompt);
  return isPromptInArgs ? folder.write('stdin', '') : file;
};

/** What an agent is told of where it stands. */
const contextOf = (
  request: AgentRequest,
): Readonly<Record<string, string>> => ({
  ORCHESTRATION_SPEC: request.spec_path,
  ORCHESTRATION_UNIT: request.task_id,
  ORCHESTRATION_ROLE: request.role,
  ORCHESTRATION_ATTEMPT: String(request.n),
  ORCHESTRATION_RUN: request.run_id,
});

type Ended = {
  readonly attempt: Attempt;
  readonly request: AgentRequest;
  readonly follower: Follower;
  readonly end: AgentProcessEnd;
};

const resultOf = ({ attempt, request, follower, end }: Ended): AgentResult => {
  const mask = (text: string): string => attempt.processes.mask(text);
  const transcript = follower.transcript();
  const outcome = judge({
    backend: attempt.backend,
    transcript,
    end,
    isStuck: follower.stuck.aborted && !attempt.run.signal.aborted,
    now: new Date(),
  });
  const output =
    outcome.type === 'answered'
      ? outcome.text
      : [outcome.failure.message, transcript.text].filter(Boolean).join('\n\n');
  return {
    outcome:
      outcome.type === 'answered'
        ? { ...outcome, text: mask(outcome.text) }
        : {
            ...outcome,
            failure: {
              ...outcome.failure,
              message: mask(outcome.failure.message),
            },
          },
    session_id: transcript.session_id,
    usage: usageOf(request, follower),
    exit_code: end.exit_code,
    output: mask(output).slice(-OUTPUT_LENGTH),
    files_written: [...transcript.files_written],
  };
};

/** What a CLI counts over its whole session, less what earlier attempts had used. */
const usageOf = (request: AgentRequest, follower: Follower): Usage | null => {
  const { usage, session_usage } = follower.transcript();
  if (session_usage === null) return usage;
  const prior = request.session_id === null ? null : request.prior_usage;
  return prior === null || prior === undefined
    ? session_usage
    : combine(session_usage, prior, -1);
};

/** The session to go on with is not there: nothing was done, a new one can start. */
const isSessionGone = (
  backend: Backend,
  follower: Follower,
  end: AgentProcessEnd,
): boolean => {
  const { error, has_worked } = follower.transcript();
  return (
    end.cause === 'exited' &&
    !has_worked &&
    backend.session_missing.test(`${end.stderr}\n${error?.message ?? ''}`)
  );
};

import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createAgents } from '../../adapters/agents/create-agents.ts';
import type { Settings } from '../../adapters/config/settings.ts';
import { createAgentProcesses } from '../../adapters/process/create-processes.ts';
import type { FailureType } from '../../model/failure.ts';
import type { AgentResult } from '../../ports/agents.ts';
import type {
  DoctorNote,
  DoctorProbe,
} from '../../report/doctor/doctor-data.ts';
import { answerSchema, parseAnswer } from '../../schema/parse-answer.ts';
import type { AgentLook, Looked } from './look.ts';

/** Long enough for a cold start and a slow model; a healthy CLI takes seconds. */
const LIMIT_MS = 180_000;

const PROMPT = `This is a test of the connection. Use no tools and change nothing.

Answer with this JSON and nothing else:

\`\`\`json
{"task_id": "probe", "severity": "none", "summary": "ready", "details": "", "issues": []}
\`\`\`
`;

/**
 * Gives a backend one tiny task in a folder of its own, as a reviewer that may
 * only read. The CLI itself keeps its session where it always does.
 */
export async function probeBackend(
  backend: string,
  look: AgentLook,
  options: { readonly settings: Settings; readonly signal: AbortSignal },
): Promise<Looked<DoctorProbe>> {
  const cwd = join(look.privateFolder, 'probe');
  await mkdir(cwd, { recursive: true });
  const agents = createAgents({
    processes: createAgentProcesses(look.edge),
    attemptsDir: join(look.privateFolder, 'attempts'),
    env: look.io.env,
    config: options.settings.agents,
    schemas: {
      assignment: answerSchema('assignment'),
      report: answerSchema('report'),
      verdict: answerSchema('verdict'),
      orchestrate: answerSchema('orchestrate'),
    },
  });
  const began = performance.now();
  const result = await agents.run(
    {
      backend,
      role: 'review',
      task_id: 'probe',
      n: 1,
      run_id: 'doctor',
      spec_path: '',
      mark: `doctor-${randomUUID()}`,
      cwd,
      prompt: PROMPT,
      answer: 'verdict',
      session_id: null,
      log_name: 'probe',
      timeoutMs: LIMIT_MS,
    },
    { signal: options.signal, onActivity: () => undefined },
  );
  const duration_ms = Math.round(performance.now() - began);
  return judged(backend, result, duration_ms);
}

function judged(
  backend: string,
  { outcome, usage }: AgentResult,
  duration_ms: number,
): Looked<DoctorProbe> {
  const found = { backend, duration_ms, usage };
  if (outcome.type === 'failed') {
    const { type, message } = outcome.failure;
    return {
      found: {
        ...found,
        outcome: 'failed',
        failure: { type, message },
        is_valid: false,
      },
      problems: [
        {
          area: 'probe',
          what: `${backend} failed its probe: ${type}`,
          why: message,
          todo: ADVICE[type],
        },
      ],
      warnings: [],
    };
  }
  const answer = parseAnswer('verdict', outcome.text);
  return {
    found: {
      ...found,
      outcome: 'answered',
      failure: null,
      is_valid: answer.ok,
    },
    problems: [],
    warnings: answer.ok ? [] : [unasked(backend, answer.error)],
  };
}

const unasked = (backend: string, errors: readonly string[]): DoctorNote => ({
  area: 'probe',
  what: `${backend} answered, but not in the form that was asked for`,
  why: errors.join('; '),
  todo: 'Name a stronger model for it: agents.NAME.model, or NAME:MODEL in roles.',
});

/** What helps against each class of failure. */
const ADVICE: Readonly<Record<FailureType, string>> = {
  auth: 'Log in with the CLI itself, or set its key.',
  rate_limit: 'Wait for the time it names; a run does so by itself.',
  usage_cap: 'Wait for the time it names, or raise the plan of the account.',
  network: 'Check the connection, the proxy and the address of the service.',
  timeout:
    'Start the CLI by hand with a short prompt and see what it waits for.',
  idle: 'Start the CLI by hand with a short prompt and see what it waits for.',
  crash: 'Start the CLI by hand; installing it again may help.',
  missing_binary: 'Install it, or name its path in agents.NAME.command.',
  bad_output: 'Compare its version with the known-good one above.',
  no_changes: 'Nothing: a probe changes nothing.',
  manifest_violation: 'Nothing: a probe has no files.',
  check_failed: 'Nothing: a probe has no checks.',
  review_findings: 'Nothing: a probe has nothing to review.',
  review_error: 'Compare its version with the known-good one above.',
  merge_conflict: 'Nothing: a probe integrates nothing.',
  host_suspended: 'The machine slept meanwhile: try again.',
  canceled: 'It was ended by a signal: try again.',
};

import type { Failure } from '../../model/failure.ts';
import type { AgentProcessEnd } from '../../ports/agent-processes.ts';
import type { AgentResult } from '../../ports/agents.ts';
import type { Backend } from './backend.ts';
import { classify, classifyText } from './classify.ts';
import type { Transcript } from './transcript.ts';

/** Everything an attempt is judged by. */
export type Facts = {
  readonly backend: Backend;
  readonly transcript: Transcript;
  readonly end: AgentProcessEnd;
  /** Set where the runner itself stopped it: it only repeated an error. */
  readonly isStuck: boolean;
  readonly now: Date;
};

/** What a sleep of the host makes look like a fault of the agent's. */
const SUSPECT = new Set(['network', 'timeout', 'idle', 'crash']);

/**
 * What came of an attempt: answered only with a terminal success event and an
 * answer that is not empty; an exit code alone is never believed.
 */
export const judge = (facts: Facts): AgentResult['outcome'] => {
  const { transcript, end, backend } = facts;
  const isOver = end.cause === 'exited' || end.cause === 'lingered';
  const text = answerOf(transcript);
  if (isOver && hasSucceeded(facts) && text.trim() !== '')
    return { type: 'answered', text };
  const failure = failureOf(facts);
  if (end.suspendedMs > 0 && SUSPECT.has(failure.type))
    return failed({
      type: 'host_suspended',
      message: `the host slept meanwhile (${failure.message})`,
    });
  return failure.type === 'auth'
    ? failed({
        ...failure,
        message: `${failure.message} (to log in: ${backend.login_hint})`,
      })
    : failed(failure);
};

/** By its own last event; a CLI that has none is believed its exit code. */
const hasSucceeded = ({ backend, transcript, end }: Facts): boolean =>
  backend.success === 'event'
    ? transcript.done?.is_success === true
    : end.cause === 'exited' && end.exit_code === 0;

const failed = (failure: Failure): AgentResult['outcome'] => ({
  type: 'failed',
  failure: { ...failure, message: failure.message.replace(/\s+/g, ' ').trim() },
});

/** The agent's last word, from the event that carries it or from its messages. */
const answerOf = ({ done, text }: Transcript): string => done?.text ?? text;

const failureOf = (facts: Facts): Failure => {
  const { end, backend } = facts;
  switch (end.cause) {
    case 'missing':
      return missingBinary(backend, end.message);
    case 'not_startable':
      return {
        type: 'crash',
        message: `${backend.command} cannot be started: ${end.message ?? ''}`,
      };
    case 'timeout':
      return {
        type: 'timeout',
        message: `did not end within its time limit${howEnded(end)}`,
      };
    case 'idle':
      return (
        lastError(facts) ?? {
          type: 'idle',
          message: `did nothing for too long: no output, no CPU, no file changed${howEnded(end)}`,
        }
      );
    case 'canceled':
      return (
        (facts.isStuck ? lastError(facts) : null) ?? {
          type: 'canceled',
          message: `stopped${howEnded(end)}`,
        }
      );
    case 'exited':
    case 'lingered':
      return hasSucceeded(facts)
        ? { type: 'bad_output', message: 'ended without an answer' }
        : endedBadly(facts);
  }
};

/** What it took to end it, where that was more than a TERM. */
const howEnded = ({ cleanup }: AgentProcessEnd): string => {
  if (cleanup.left > 0)
    return ` (${cleanup.left} of its processes could not be ended)`;
  return cleanup.force === 'KILL' ? ' (it took a KILL)' : '';
};

/** A CLI that is not there, and how to get it. */
export const missingBinary = (
  backend: Pick<Backend, 'command' | 'install_hint'>,
  detail: string | null = null,
): Failure => ({
  type: 'missing_binary',
  message: `${backend.command} was not found${detail === null ? '' : ` (${detail})`}; to install it: ${backend.install_hint}`,
});

/** The error it ended with, else the one it was still trying to get over. */
const lastError = ({
  transcript,
  backend,
  end,
  now,
}: Facts): Failure | null => {
  const error = transcript.error ?? transcript.transient;
  if (error === null) return null;
  const exit_failure =
    end.exit_code === null ? null : backend.exit_failures[end.exit_code];
  return classify(error, { now, exit_failure: exit_failure ?? null });
};

const endedBadly = (facts: Facts): Failure => {
  const { end, backend, now } = facts;
  const error = lastError(facts);
  if (error !== null) return error;
  const how =
    end.signal === null ? `exit code ${end.exit_code}` : `by ${end.signal}`;
  const said = end.stderr.trim().split('\n').at(-1)?.trim() ?? '';
  const byCode =
    end.exit_code === null ? undefined : backend.exit_failures[end.exit_code];
  const byText = classifyText(end.stderr, now);
  if (byCode !== undefined)
    return { type: byCode, message: byText?.message ?? (said || how) };
  return (
    byText ?? {
      type: 'crash',
      message: `ended without a result (${how})${said === '' ? '' : `: ${said}`}`,
    }
  );
};

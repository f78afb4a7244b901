import type { JsonObject } from '../../lib/ndjson.ts';
import type { Role } from '../../model/assignment.ts';
import type { AgentConfig } from '../../model/config.ts';
import type { FailureType } from '../../model/failure.ts';
import type { AgentRequest } from '../../ports/agents.ts';
import type { AgentEvent } from './agent-event.ts';
import type { UnsafeRule } from './unsafe-arguments.ts';

/** What a backend needs to know to put a call together. */
export type Call = {
  readonly request: AgentRequest;
  readonly config: AgentConfig;
  /** The attempt's own folder, for files the CLI takes. */
  readonly folder: string;
  /** Schema of the answer; null where it is not known. */
  readonly schema: JsonObject | null;
  /** The user's environment: what is set there by hand is left alone. */
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** One call of a CLI, ready to run. */
export type Invocation = {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The prompt in the form that reaches the model as it was written. */
  readonly prompt: string;
  /** True where the arguments carry the prompt, so that stdin is empty. */
  readonly isPromptInArgs?: boolean;
  /** Files to write into the attempt's folder first. */
  readonly files: Readonly<Record<string, string>>;
};

/** A coding CLI: pure data and pure functions, argv in, events out. */
export type Backend = {
  readonly name: string;
  /** Whose models it runs by default: a reviewer should be another's. */
  readonly vendor: string;
  readonly command: string;
  /** Prefixes of the key-like variables that belong to it. */
  readonly own_keys: readonly string[];
  readonly install_hint: string;
  readonly login_hint: string;
  /** What ends a good run: an event of its stream, or exit code 0 where it has no such event. */
  readonly success: 'event' | 'exit_code';
  /** Arguments of the user's that would take away what keeps it in bounds. */
  readonly unsafe: readonly UnsafeRule[];
  /** False where a tool call is only told of when it has ended. */
  readonly tells_tool_start: boolean;
  readonly can_resume: boolean;
  readonly has_schema: boolean;
  /** How it says that a session to resume is not there. */
  readonly session_missing: RegExp;
  /** What its exit codes mean, where they mean something. */
  readonly exit_failures: Readonly<Record<number, FailureType>>;
  /** Tries of one request after which it is stopped: the runner's policy decides. */
  readonly max_tries: number;
  /** What it may do in a role, in its own words: for the plan, the state and the summary. */
  permissions(role: Role, config: AgentConfig): string;
  invocation(call: Call): Invocation;
  /** Events of one line of its stream; of a line that is none, nothing. */
  parse(line: string): readonly AgentEvent[];
  /** Events that it tells of on stderr alone. */
  parseError?(line: string): readonly AgentEvent[];
};

import type { Role } from '../model/assignment.ts';
import type { AttemptProcess, Usage } from '../model/attempt.ts';
import type { Failure } from '../model/failure.ts';

/** Which answer an attempt has to end with; references/agent-answers.md has their shapes. */
export type AnswerKind = 'assignment' | 'report' | 'verdict' | 'orchestrate';

/** Everything one call of an agent needs. */
export type AgentRequest = {
  readonly backend: string;
  readonly role: Role;
  /** The unit's id; `final` for the review of everything together, else `run` for the whole run. */
  readonly task_id: string;
  /** 1, 2, … within the role. */
  readonly n: number;
  readonly run_id: string;
  readonly spec_path: string;
  readonly mark: string;
  readonly cwd: string;
  readonly prompt: string;
  readonly answer: AnswerKind;
  /** Session of an earlier attempt in the same folder, to go on with. */
  readonly session_id: string | null;
  /**
   * What the earlier attempts of that session used, added up: some CLIs count
   * over the whole session.
   */
  readonly prior_usage?: Usage | null;
  /** Name of the attempt's folder below attempts/: `<unit-slug>-<role>-<n>`. */
  readonly log_name: string;
  readonly timeoutMs: number;
};

/** What an agent is doing, for people: never evidence. */
export type Activity = { readonly text: string; readonly at: string };

/** What came of the call, judged by its event stream. */
export type AgentResult = {
  readonly outcome:
    | { readonly type: 'answered'; readonly text: string }
    | { readonly type: 'failed'; readonly failure: Failure };
  readonly session_id: string | null;
  readonly usage: Usage | null;
  readonly exit_code: number | null;
  /** Last words, masked and bounded: the final text or the error. */
  readonly output: string;
  /** Files its own tools say they wrote, as they named them; a claim. */
  readonly files_written?: readonly string[];
};

/** Runs coding CLIs; a call always resolves, and nothing of it is alive after. */
export type Agents = {
  run(
    request: AgentRequest,
    options: {
      readonly signal: AbortSignal;
      readonly onActivity: (activity: Activity) => void;
      /** Its process is there: told once a process, before its first output. */
      readonly onProcess?: (process: AttemptProcess) => void;
    },
  ): Promise<AgentResult>;
  /**
   * Ends what a dead run left: whatever carries one of these marks, and these
   * processes where they are still the ones that were started.
   */
  reap(
    marks: readonly string[],
    processes?: readonly Pick<AttemptProcess, 'pid' | 'process_start'>[],
  ): Promise<number>;
};

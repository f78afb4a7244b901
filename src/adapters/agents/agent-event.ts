import type { Usage } from '../../model/attempt.ts';

/** Something that went wrong, as the CLI itself reports it. */
export type ErrorEvent = {
  readonly type: 'error';
  readonly message: string;
  readonly http_status: number | null;
  /** The service's or the CLI's own name for it. */
  readonly code: string | null;
  /** How long the service asks to wait. */
  readonly retry_after_s: number | null;
  /** The CLI tries again by itself. */
  readonly is_transient: boolean;
  /** Which try failed, where the CLI counts them. */
  readonly tries?: number;
};

/** A tool call; what a tool prints is never looked at. */
export type ToolEvent = {
  readonly type: 'tool';
  readonly id: string;
  readonly name: string;
  readonly status: 'started' | 'completed' | 'failed';
  readonly files_read: readonly string[];
  readonly files_written: readonly string[];
  /** Command or path, for people. */
  readonly summary: string;
};

/** What a coding CLI says in its stream, in one vocabulary for all of them. */
export type AgentEvent =
  | { readonly type: 'started'; readonly session_id: string }
  | {
      readonly type: 'message';
      readonly text: string;
      /** Continues the text before it instead of replacing it. */
      readonly is_delta: boolean;
      /** A whole line of plain output: shown by itself. */
      readonly is_line?: boolean;
    }
  | ToolEvent
  /** The agent goes on: what it said so far is not its last word. */
  | {
      readonly type: 'step_ended';
      /** It came to something: errors before it are got over. */
      readonly is_progress: boolean;
    }
  | {
      readonly type: 'usage';
      readonly usage: Usage;
      /** Of a step (to be added up), of the attempt, or of the session so far. */
      readonly scope: 'step' | 'attempt' | 'session';
    }
  | ErrorEvent
  | {
      readonly type: 'done';
      readonly is_success: boolean;
      /** The answer, where this event carries it. */
      readonly text: string | null;
    };

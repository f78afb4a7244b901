/** The wire protocols the server speaks: one file beside this one for each. */
export type Api = 'responses' | 'gemini' | 'messages' | 'chat';

/** What an agent was asked to be, as the prompt says it. */
export type Role =
  'assign' | 'implement' | 'fix' | 'review' | 'integrate' | 'orchestrate';

/** What one tool call of this conversation came to. */
export type ToolResult = { readonly name: string; readonly output: string };

/** One question of a CLI to its model: all that a scenario decides by. */
export type Turn = {
  readonly api: Api;
  readonly model: string;
  readonly role: Role | null;
  readonly unit: string | null;
  /** 1 for the first conversation about this unit in this role, then 2, … */
  readonly attempt: number;
  /** The prompt being answered, without the CLI's own framing. */
  readonly prompt: string;
  /** Results since that prompt, oldest first. */
  readonly toolResults: readonly ToolResult[];
  /** 0 right after the prompt, 1 after the first tool results, … */
  readonly index: number;
  /** How often this very question was asked before: a CLI's own retries. */
  readonly tries: number;
  /** The JSON Schema the answer must meet, where one was sent. */
  readonly schema: unknown;
  /** The folder the agent says it works in. */
  readonly cwd: string | null;
  /** Names of the tools the CLI offers. */
  readonly tools: readonly string[];
};

/** A tool call in words that every CLI's own tools can be given. */
export type ToolCall =
  | {
      readonly name: 'write_file';
      readonly path: string;
      readonly content: string;
    }
  | { readonly name: 'shell'; readonly command: string };

/** What the scripted model does with a turn. */
export type Reply =
  | { readonly text: string }
  | { readonly tool: ToolCall; readonly text?: string }
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  | { readonly hang: true; readonly after?: 'nothing' | 'headers' }
  | { readonly truncate: true; readonly text?: string };

/** The two replies that are a whole answer of a model. */
export type Said = Extract<Reply, { text: string } | { tool: ToolCall }>;

/** Decides every answer of the scripted model. */
export type Scenario = (turn: Turn) => Reply | Promise<Reply>;

/** What a prompt says about itself; `attempt` only where the prompt tells it. */
export type Recognised = {
  readonly role: Role | null;
  readonly unit: string | null;
  readonly attempt?: number;
};

/** Reads role and unit off a prompt's text. */
export type Recognise = (prompt: string) => Recognised;

/** The coding tools that a person can type /orchestrate in. */
export type ToolName = 'claude' | 'codex' | 'gemini' | 'opencode' | 'kiro';

/** A template of prompts/orchestrate, by its file name. */
export type TemplateName =
  | 'claude-command.md'
  | 'skill.md'
  | 'gemini-command.toml'
  | 'opencode-command.md'
  | 'kiro-steering.md';

/** One file of a tool. */
export type ToolFile = {
  readonly template: TemplateName;
  /** Below the tool's own folder, see places.ts. */
  readonly path: string;
};

/** What a tool gets, and how a person calls it there. */
export type Tool = {
  readonly name: ToolName;
  readonly files: readonly ToolFile[];
  readonly call: string;
};

const SKILL: ToolFile = {
  template: 'skill.md',
  path: 'skills/orchestrate/SKILL.md',
};

/**
 * Every tool, in the order people see them. The paths are those that the
 * versions of references/install.md were seen to read. The skill is one text
 * for everybody, because several tools look into the folders of others.
 */
export const TOOLS: readonly Tool[] = [
  {
    name: 'claude',
    files: [
      SKILL,
      { template: 'claude-command.md', path: 'commands/orchestrate.md' },
    ],
    call: '/orchestrate',
  },
  { name: 'codex', files: [SKILL], call: '$orchestrate' },
  {
    name: 'gemini',
    files: [
      { template: 'gemini-command.toml', path: 'commands/orchestrate.toml' },
    ],
    call: '/orchestrate',
  },
  {
    name: 'opencode',
    files: [
      { template: 'opencode-command.md', path: 'commands/orchestrate.md' },
    ],
    call: '/orchestrate',
  },
  {
    name: 'kiro',
    files: [{ template: 'kiro-steering.md', path: 'steering/orchestrate.md' }],
    call: '#orchestrate',
  },
];

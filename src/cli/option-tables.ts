import { parseDuration } from '../lib/duration.ts';
import { parseCount, parsePositive } from '../lib/parse-number.ts';
import {
  list,
  option,
  optionalValue,
  toggle,
  type OptionValues,
} from './options.ts';
import { oneOf, text } from './values.ts';

/** Which spec is meant, and where its files are: the same in every command. */
export const PLACE_OPTIONS = {
  spec: option('PATH', 'the spec folder', text),
  state: option('FILE', 'an AGENT_STATE.json', text),
  workdir: option('DIR', '(.)', text),
  output: option('DIR', "(the spec's parent)", text),
} as const;

/** Everything that steers a run, in the order help shows it. */
export const RUN_OPTIONS = {
  ...PLACE_OPTIONS,
  session: option('NAME', '(roundtable)', text),
  jobs: option('N', '(from cores and memory)', parseCount),
  mode: option('deterministic|llm', '', oneOf('deterministic', 'llm')),
  backend: option('NAME', 'llm: who (opencode)', text),
  maxIterations: option('N', 'llm: ticks (50)', parseCount),
  maxActions: option('N', 'llm: a tick (6)', parseCount),
  assignBackend: option('NAME|none', '(codex)', text),
  codeBackend: option('NAME', '(codex)', text),
  uiBackend: option('NAME', '(gemini)', text),
  reviewBackend: option('NAME', '(not the author)', text),
  isolation: option('worktree|shared', '', oneOf('worktree', 'shared')),
  check: list('CMD', 'must exit 0; repeatable'),
  timeout: option('D', 'one attempt (2h)', parseDuration),
  grace: option('D', 'after Ctrl-C (30s)', parseDuration),
  maxTokens: option('N', 'then ask', parseCount),
  maxCost: option('USD', 'then ask', parsePositive),
  maxDuration: option('D', 'then ask', parseDuration),
  includeOptional: toggle('starred tasks too'),
  allowDirty: toggle('start from HEAD'),
  noLand: toggle('leave it on its branch'),
  noLearnings: toggle('no AGENTS.md'),
  dryRun: toggle('show the plan only'),
  yes: toggle('do not ask'),
  json: toggle('events on stdout'),
  noUi: toggle('plain lines'),
  tmux: optionalValue('NAME', 'logs in windows'),
} as const;

/** The flags of a run as they were given. */
export type RunOptions = OptionValues<typeof RUN_OPTIONS>;

const json = toggle('JSON on stdout');

/** The options of `parse`. */
export const PARSE_OPTIONS = { json } as const;

/** The options of `lint`. */
export const LINT_OPTIONS = {
  strict: toggle('what only warns is wrong too'),
  json,
} as const;

/** The options of `plan`: what changes the plan. */
export const PLAN_OPTIONS = {
  ...PLACE_OPTIONS,
  jobs: RUN_OPTIONS.jobs,
  includeOptional: RUN_OPTIONS.includeOptional,
  explain: optionalValue('UNIT', 'what each unit waits for, or this one'),
  json,
} as const;
/** The flags of `plan` as they were given. */
export type PlanOptions = OptionValues<typeof PLAN_OPTIONS>;

/** The options of the commands that talk to a run or read its state. */
export const STATE_OPTIONS = { ...PLACE_OPTIONS, json } as const;
/** The run that is meant, as it was given. */
export type StateOptions = OptionValues<typeof STATE_OPTIONS>;

/** The options of `status`. */
export const STATUS_OPTIONS = {
  ...PLACE_OPTIONS,
  watch: toggle('draw it anew at each change, until the run ends'),
  explain: optionalValue('UNIT', 'all about each open unit, or this one'),
  json,
} as const;

/** The options of `log`. */
export const LOG_OPTIONS = {
  ...PLACE_OPTIONS,
  follow: toggle('go on until the run ends'),
  attempt: option('N', "only the unit's Nth attempt, or review-2", text),
  json: toggle('one object a line on stdout'),
} as const;
/** The flags of `log` as they were given. */
export type LogOptions = OptionValues<typeof LOG_OPTIONS>;

/** The options of one step of a run: those of a run, but for who chooses and how it is drawn. */
export const STEP_OPTIONS = {
  ...PLACE_OPTIONS,
  session: RUN_OPTIONS.session,
  jobs: RUN_OPTIONS.jobs,
  assignBackend: RUN_OPTIONS.assignBackend,
  codeBackend: RUN_OPTIONS.codeBackend,
  uiBackend: RUN_OPTIONS.uiBackend,
  reviewBackend: RUN_OPTIONS.reviewBackend,
  isolation: RUN_OPTIONS.isolation,
  check: RUN_OPTIONS.check,
  timeout: RUN_OPTIONS.timeout,
  grace: RUN_OPTIONS.grace,
  maxTokens: RUN_OPTIONS.maxTokens,
  maxCost: RUN_OPTIONS.maxCost,
  maxDuration: RUN_OPTIONS.maxDuration,
  includeOptional: RUN_OPTIONS.includeOptional,
  allowDirty: RUN_OPTIONS.allowDirty,
  noLand: RUN_OPTIONS.noLand,
  noLearnings: RUN_OPTIONS.noLearnings,
  dryRun: toggle('say what it would do'),
  yes: RUN_OPTIONS.yes,
  json: RUN_OPTIONS.json,
} as const;
/** The flags of a step as they were given. */
export type StepOptions = OptionValues<typeof STEP_OPTIONS>;

/** The options of `sync`. */
export const SYNC_OPTIONS = {
  ...PLACE_OPTIONS,
  dryRun: toggle('say what would be written'),
  json,
} as const;
/** The flags of `sync` as they were given. */
export type SyncOptions = OptionValues<typeof SYNC_OPTIONS>;

/** The options of `validate`. */
export const VALIDATE_OPTIONS = STATE_OPTIONS;

/** The options of `report`. */
export const REPORT_OPTIONS = {
  html: option('FILE', 'a page to look at', text),
  junit: option('FILE', 'XML for CI', text),
  sarif: option('FILE', 'findings for code scanning', text),
  md: option('FILE', 'Markdown', text),
  deferred: optionalValue('FILE', 'a task list of what was left for later'),
  ...PLACE_OPTIONS,
} as const;
/** The flags of `report` as they were given. */
export type ReportOptions = OptionValues<typeof REPORT_OPTIONS>;

/** The options of `stop`. */
export const STOP_OPTIONS = {
  kill: toggle('end the agents now, without a grace'),
  ...STATE_OPTIONS,
} as const;

/** The options of `decide`. */
export const DECIDE_OPTIONS = {
  option: option('N', 'the answer, by its number', parseCount),
  note: option('TEXT', 'why, for the record', text),
  ...STATE_OPTIONS,
} as const;
/** The flags of `decide` as they were given. */
export type DecideOptions = OptionValues<typeof DECIDE_OPTIONS>;

/** The options of `reopen`. */
export const REOPEN_OPTIONS = {
  revert: toggle('take its commits back, and those of what needs it'),
  yes: toggle('do not ask'),
  ...STATE_OPTIONS,
} as const;
/** The flags of `reopen` as they were given. */
export type ReopenOptions = OptionValues<typeof REOPEN_OPTIONS>;

/** The options of `demo`. */
export const DEMO_OPTIONS = {
  jobs: RUN_OPTIONS.jobs,
  json: RUN_OPTIONS.json,
  noUi: RUN_OPTIONS.noUi,
} as const;

/** The options of `doctor`. */
export const DOCTOR_OPTIONS = {
  spec: option('PATH', 'also what this spec needs', text),
  workdir: PLACE_OPTIONS.workdir,
  probe: option('NAME', 'one tiny prompt through this backend', text),
  conformance: toggle('see how misbehaving CLIs are handled'),
  json,
} as const;

/** The options of `clean`. */
export const CLEAN_OPTIONS = {
  ...PLACE_OPTIONS,
  all: toggle('of every spec, in every repository'),
  refs: toggle("delete a landed run's refs too"),
  dryRun: toggle('say what would go'),
  yes: toggle('do not ask'),
  json,
} as const;
/** The flags of `clean` as they were given. */
export type CleanOptions = OptionValues<typeof CLEAN_OPTIONS>;

/** The options of `install`: which tools, and where. */
export const INSTALL_OPTIONS = {
  claude: toggle('Claude Code: a command and a skill'),
  codex: toggle('Codex: a skill'),
  gemini: toggle('Gemini CLI: a command'),
  opencode: toggle('opencode: a command'),
  kiro: toggle('Kiro: a steering note'),
  user: toggle('for all your projects'),
  project: toggle('for this project (the default)'),
  dryRun: toggle('say what would be written'),
  remove: toggle('take it away again, where unchanged'),
} as const;
/** The flags of `install` as they were given. */
export type InstallOptions = OptionValues<typeof INSTALL_OPTIONS>;

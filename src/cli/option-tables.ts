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
  explain: optionalValue('UNIT', 'all about each open unit, or this one'),
  json,
} as const;

/** The options of `validate`. */
export const VALIDATE_OPTIONS = STATE_OPTIONS;

/** The options of `report`. */
export const REPORT_OPTIONS = {
  deferred: optionalValue('FILE', 'a task list of what was left for later'),
  ...PLACE_OPTIONS,
} as const;

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
/** The flags of `demo` as they were given. */
export type DemoOptions = OptionValues<typeof DEMO_OPTIONS>;

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

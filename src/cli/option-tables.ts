import { parseDuration } from '../lib/duration.ts';
import { list, option, toggle, type OptionValues } from './options.ts';
import { count, oneOf, text } from './values.ts';

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
  jobs: option('N', '(from cores and memory)', count),
  assignBackend: option('NAME|none', '(codex)', text),
  codeBackend: option('NAME', '(codex)', text),
  uiBackend: option('NAME', '(gemini)', text),
  reviewBackend: option('NAME', '(not the author)', text),
  isolation: option('worktree|shared', '', oneOf('worktree', 'shared')),
  check: list('CMD', 'must exit 0; repeatable'),
  timeout: option('D', 'one attempt (2h)', parseDuration),
  grace: option('D', 'after Ctrl-C (30s)', parseDuration),
  includeOptional: toggle('starred tasks too'),
  allowDirty: toggle('start from HEAD'),
  noLand: toggle('leave it on its branch'),
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
  json,
} as const;
/** The flags of `plan` as they were given. */
export type PlanOptions = OptionValues<typeof PLAN_OPTIONS>;

/** The options of the commands that talk to a run or read its state. */
export const STATE_OPTIONS = { ...PLACE_OPTIONS, json } as const;
/** The run that is meant, as it was given. */
export type StateOptions = OptionValues<typeof STATE_OPTIONS>;

/** The options of `stop`. */
export const STOP_OPTIONS = {
  kill: toggle('end the agents now, without a grace'),
  ...STATE_OPTIONS,
} as const;

/** The options of `decide`. */
export const DECIDE_OPTIONS = {
  option: option('N', 'the answer, by its number', count),
  note: option('TEXT', 'why, for the record', text),
  ...STATE_OPTIONS,
} as const;
/** The flags of `decide` as they were given. */
export type DecideOptions = OptionValues<typeof DECIDE_OPTIONS>;

/** The options of `demo`. */
export const DEMO_OPTIONS = {
  jobs: RUN_OPTIONS.jobs,
  json: RUN_OPTIONS.json,
  noUi: RUN_OPTIONS.noUi,
} as const;
/** The flags of `demo` as they were given. */
export type DemoOptions = OptionValues<typeof DEMO_OPTIONS>;

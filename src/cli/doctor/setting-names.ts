import type { Settings } from '../../adapters/config/settings.ts';
import { formatBytes } from '../../lib/byte-size.ts';
import { formatDuration } from '../../lib/duration.ts';

/** What a setting is called where people set it, and how its value reads. */
export type SettingName = {
  /** The key of the config file, or the flag where there is no key. */
  readonly name: string;
  readonly format?: (value: number) => string;
};

const duration = formatDuration;

/** Every setting; a new one has no name until it stands here. */
export const SETTING_NAMES: Readonly<Record<keyof Settings, SettingName>> = {
  session: { name: '--session' },
  jobs: { name: 'jobs' },
  caps: { name: 'caps' },
  resources: { name: 'resources' },
  maxTokens: { name: 'budgets.max_tokens' },
  maxCost: { name: 'budgets.max_cost' },
  maxDurationMs: { name: 'budgets.max_duration', format: duration },
  prices: { name: 'budgets.prices' },
  isManifestStrict: { name: 'manifest strict' },
  isolation: { name: '--isolation' },
  checks: { name: 'checks' },
  timeoutMs: { name: 'timeout', format: duration },
  graceMs: { name: '--grace', format: duration },
  includeOptional: { name: '--include-optional' },
  allowDirty: { name: '--allow-dirty' },
  shouldLand: { name: 'land' },
  assignBackend: { name: '--assign-backend' },
  reviewBackend: { name: '--review-backend' },
  codeBackend: { name: '--code-backend' },
  uiBackend: { name: '--ui-backend' },
  mode: { name: '--mode' },
  orchestrateBackend: { name: '--backend' },
  maxIterations: { name: '--max-iterations' },
  maxActions: { name: '--max-actions' },
  roles: { name: 'roles' },
  agents: { name: 'agents' },
  envPass: { name: 'env.pass' },
  maxFixAttempts: { name: 'review.max_fix_attempts' },
  worktreesDir: { name: 'worktrees.dir' },
  setup: { name: 'worktrees.setup' },
  keep: { name: 'worktrees.keep' },
  seed: { name: 'worktrees.seed' },
  link: { name: 'worktrees.link' },
  copy: { name: 'worktrees.copy' },
  minFreeBytes: { name: 'worktrees.min_free', format: formatBytes },
  sign: { name: 'commits.sign' },
  commitTicks: { name: 'commitTicks' },
  hasFinalReview: { name: 'review.final' },
  keepsLearnings: { name: 'learnings' },
  notify: { name: 'notify' },
};

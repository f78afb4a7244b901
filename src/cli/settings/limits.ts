import type { Settings } from '../../adapters/config/settings.ts';
import type { Limits } from '../../engine/limits.ts';
import type { Step } from '../../model/step.ts';
import { vendorsOf } from './backends.ts';

/** The settings that say what the engine may use. */
export type LimitSettings = Pick<
  Settings,
  | 'jobs'
  | 'caps'
  | 'resources'
  | 'checks'
  | 'isManifestStrict'
  | 'maxTokens'
  | 'maxCost'
  | 'maxDurationMs'
  | 'prices'
  | 'agents'
  | 'mode'
  | 'maxIterations'
  | 'maxActions'
  | 'hasFinalReview'
  | 'keepsLearnings'
> & { readonly step?: Step | undefined };

/** What the engine may use, by the settings and by what is there. */
export const limitsOf = (
  settings: LimitSettings,
  found: Pick<Limits, 'roles' | 'shouldLand' | 'waitsForAnswers'>,
): Omit<Limits, 'isDraining'> => ({
  ...found,
  jobs: settings.jobs,
  step: settings.step,
  vendors: vendorsOf(settings.agents),
  orchestration:
    settings.mode === 'llm'
      ? { maxTicks: settings.maxIterations, maxActions: settings.maxActions }
      : undefined,
  hasChecks: settings.checks.length > 0,
  caps: settings.caps,
  resources: settings.resources,
  checkResources: [
    ...new Set(settings.checks.flatMap(({ resources }) => resources)),
  ],
  isManifestStrict: settings.isManifestStrict,
  hasFinalReview: settings.hasFinalReview,
  keepsLearnings: settings.keepsLearnings,
  budget: {
    max_tokens: settings.maxTokens,
    max_cost_usd: settings.maxCost,
    max_duration_ms: settings.maxDurationMs,
    prices: settings.prices,
  },
});

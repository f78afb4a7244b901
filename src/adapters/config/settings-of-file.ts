import { resolve } from 'node:path';
import { parseBytes } from '../../lib/byte-size.ts';
import { parseDuration } from '../../lib/duration.ts';
import type { Result } from '../../lib/result.ts';
import type { Budget, Price } from '../../model/budget.ts';
import type { Check } from '../../model/check.ts';
import type {
  CheckConfig,
  ConfigFile,
  PriceConfig,
  ResourceConfig,
} from '../../model/config.ts';
import type { Resource, Resources } from '../../model/resource.ts';
import { CHECK_TIMEOUT_MS, onlySet } from './settings-of-flags.ts';
import type { Settings } from './settings.ts';

/** The config file, as the settings it stands for. */
export function settingsOfFile(
  file: ConfigFile,
  workdir: string,
): Partial<Settings> {
  const { worktrees = {}, budgets = {}, review = {}, caps, manifest } = file;
  const { dir, min_free: minFree } = worktrees;
  return onlySet({
    jobs: file.jobs,
    caps: caps && { backends: {}, roles: {}, ...caps },
    resources: file.resources && resourcesOf(file.resources),
    checks: file.checks?.map(checkOf),
    timeoutMs: valueOf(file.timeout, parseDuration),
    isManifestStrict:
      manifest === undefined ? undefined : manifest === 'strict',
    roles: file.roles,
    agents: file.agents,
    envPass: file.env?.pass,
    maxTokens: budgets.max_tokens,
    maxCost: budgets.max_cost,
    maxDurationMs: valueOf(budgets.max_duration, parseDuration),
    prices: budgets.prices && pricesOf(budgets.prices),
    maxFixAttempts: review.max_fix_attempts,
    hasFinalReview: review.final,
    worktreesDir: dir === undefined ? undefined : resolve(workdir, dir),
    setup: worktrees.setup,
    keep: worktrees.keep,
    seed: worktrees.seed,
    link: worktrees.link,
    copy: worktrees.copy,
    minFreeBytes: valueOf(minFree, parseBytes),
    sign: file.commits?.sign,
    commitTicks: file.commitTicks,
    keepsLearnings: file.learnings,
    notify: file.notify,
  });
}

const checkOf = (check: CheckConfig): Check => ({
  name: check.name,
  run: check.run,
  timeoutMs: valueOf(check.timeout, parseDuration) ?? CHECK_TIMEOUT_MS,
  resources: check.resources ?? [],
  junit: check.junit ?? null,
});

const resourcesOf = (
  config: Readonly<Record<string, number | ResourceConfig>>,
): Resources => mapValues(config, resourceOf);

const resourceOf = (config: number | ResourceConfig): Resource =>
  typeof config === 'number'
    ? { slots: config, units: [], writes: [] }
    : { units: [], writes: [], ...config };

const pricesOf = (
  config: Readonly<Record<string, PriceConfig>>,
): Budget['prices'] =>
  mapValues(config, ({ cached_input = null, ...price }): Price => ({
    ...price,
    cached_input,
  }));

const mapValues = <From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Readonly<Record<string, To>> =>
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(value)]),
  );

/** The file was validated, so what it says can be read. */
function valueOf(
  text: string | undefined,
  parse: (text: string) => Result<number, string>,
): number | undefined {
  const parsed = text === undefined ? null : parse(text);
  return parsed?.ok === true ? parsed.value : undefined;
}

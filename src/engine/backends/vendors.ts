import { cliOf, modelOf } from '../../model/backend.ts';
import type { Limits } from '../limits.ts';

/** CLIs that run one vendor's models only. */
const VENDORS: ReadonlyMap<string, string> = new Map([
  ['codex', 'openai'],
  ['codex-cli', 'openai'],
  ['gemini', 'google'],
  ['gemini-cli', 'google'],
  ['claude', 'anthropic'],
  ['claude-code', 'anthropic'],
]);

/** Models by how their names begin: routers offer those of others. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^(?:gpt|codex|o\d)/, 'openai'],
  [/^gemini/, 'google'],
  [/^claude/, 'anthropic'],
];

/** Whose models a backend runs: the review of one's own work is no second opinion. */
export function vendorOf(
  backend: string,
  limits: Pick<Limits, 'vendors'>,
): string {
  const cli = cliOf(backend);
  const model = modelOf(backend);
  const known = VENDORS.get(cli);
  if (known !== undefined) return known;
  const said = limits.vendors?.[cli];
  if (model === null || cli !== 'opencode') return said ?? cli;
  return vendorOfModel(model);
}

/** The vendor of a model as opencode names it: `provider/model`, `router/provider/model`. */
export function vendorOfModel(model: string): string {
  const parts = model.toLowerCase().split('/');
  const name = parts.at(-1) ?? '';
  const family = FAMILIES.find(([pattern]) => pattern.test(name));
  return family?.[1] ?? parts.at(-2) ?? name;
}

import { cliOf } from '../../model/backend.ts';
import type { AgentConfig, ConfigFile, RoleName } from '../../model/config.ts';
import { UserError } from '../../model/user-error.ts';
import type { Limits } from '../../engine/limits.ts';
import { vendorOfModel } from '../../engine/backends/vendors.ts';

/** Backends in order of preference, where nothing else is said. */
const DEFAULT_ROLES: Readonly<Record<RoleName, readonly string[]>> = {
  code: ['codex', 'claude', 'opencode', 'gemini'],
  ui: ['gemini', 'claude', 'codex', 'opencode'],
  review: ['codex', 'gemini', 'claude', 'opencode'],
  assign: ['codex'],
  // The unit's own author, unless the config names another.
  integrate: [],
  orchestrate: ['opencode', 'claude', 'codex', 'gemini'],
};

/** Roles whose first backend by default need not be there: any of them will do. */
const TAKES_ANYBODY: ReadonlySet<RoleName> = new Set(['review', 'orchestrate']);

/** Where the backend of a role is said. */
export const FLAGS: Readonly<Record<RoleName, string>> = {
  code: '--code-backend',
  ui: '--ui-backend',
  review: '--review-backend',
  assign: '--assign-backend',
  integrate: 'roles.integrate',
  orchestrate: '--backend',
};

/** What was asked for, role by role; undefined where nothing was said. */
export type WantedBackends = {
  readonly flags: Readonly<Record<RoleName, string | null>>;
  readonly config: ConfigFile['roles'];
  /** Roles that the plan has work for. */
  readonly needed: readonly RoleName[];
};

/** Where backends are found and how a missing one is installed. */
export type BackendFinder = {
  readonly find: (backend: string) => Promise<string | null>;
  readonly installHint: (backend: string) => Promise<string>;
};

/**
 * The backends of each role that are there, in order. The one that was asked
 * for, or that comes first by default, has to be: before anything starts.
 */
export async function chooseBackends(
  wanted: WantedBackends,
  finder: BackendFinder,
): Promise<Limits['roles']> {
  const found = new Map<string, boolean>();
  const isThere = async (name: string): Promise<boolean> => {
    const known = found.get(name);
    if (known !== undefined) return known;
    const there = (await finder.find(name)) !== null;
    found.set(name, there);
    return there;
  };
  const choose = async (role: RoleName): Promise<readonly string[]> => {
    const flag = wanted.flags[role];
    if (role === 'assign' && flag === 'none') return [];
    const listed = wanted.config?.[role];
    const order = orderOf(flag, listed ?? DEFAULT_ROLES[role]);
    const present: string[] = [];
    for (const name of order) if (await isThere(name)) present.push(name);
    const must = flag === null ? (listed ?? order.slice(0, 1)) : [flag];
    const isMet =
      TAKES_ANYBODY.has(role) && flag === null && listed === undefined
        ? present.length > 0
        : must.some((name) => present.includes(name));
    if (!isMet && wanted.needed.includes(role)) {
      throw await missing(role, must[0] ?? role, finder);
    }
    return role === 'assign' || (role === 'review' && flag !== null)
      ? present.filter((name) => must.includes(name))
      : present;
  };
  return {
    code: await choose('code'),
    ui: await choose('ui'),
    review: await choose('review'),
    assign: await choose('assign'),
    integrate: await choose('integrate'),
    orchestrate: await choose('orchestrate'),
  };
}

/**
 * A flag says who comes first. What the config lists is all there is: nobody
 * else's account is drawn on when the listed ones cannot go on.
 */
function orderOf(
  flag: string | null,
  list: readonly string[],
): readonly string[] {
  if (flag === null) return [...new Set(list)];
  return [flag, ...list.filter((entry) => cliOf(entry) !== cliOf(flag))];
}

/** Whose models the CLIs run whose names do not say so; for `Limits.vendors`. */
export const vendorsOf = (
  agents: Readonly<Record<string, AgentConfig>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(agents).flatMap(([name, { vendor, model }]) => {
      if (vendor !== undefined) return [[name, vendor]];
      return name === 'opencode' && model !== undefined
        ? [[name, vendorOfModel(model)]]
        : [];
    }),
  );

async function missing(
  role: RoleName,
  name: string,
  finder: BackendFinder,
): Promise<UserError> {
  const other = role === 'assign' ? 'none' : 'NAME';
  return new UserError(`${name} (${role}) is not on your PATH.`, {
    hint: `${await finder.installHint(name)}, or choose another with ${FLAGS[role]} ${other}.`,
  });
}

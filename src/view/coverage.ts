import type { Severity } from '../model/finding.ts';
import type { TaskId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import type { Status } from '../model/status.ts';
import { isFromTasks } from '../model/unit.ts';

/** One requirement and the units that name it. */
export type RequirementCoverage = {
  readonly requirement: string;
  readonly units: readonly {
    readonly task_id: TaskId;
    readonly status: Status;
    /** On the integration branch; null where it has none. */
    readonly commit: string | null;
    /** What its last review said; null before the first. */
    readonly verdict: Severity | null;
  }[];
  /** `open`: a unit is left. `none`: no unit names it. */
  readonly status: 'covered' | 'open' | 'none';
};

/**
 * Requirement to units, in natural order. `known` adds those of
 * requirements.md, so that one that no unit names shows.
 */
export function toCoverage(
  state: State,
  known: readonly string[] = [],
): readonly RequirementCoverage[] {
  const byToken = new Map<string, RequirementCoverage['units'][number][]>(
    known.map((requirement) => [requirement, []]),
  );
  for (const { plan, status, commit, reports } of state.units) {
    if (!isFromTasks(plan)) continue;
    for (const token of new Set(plan.requirements.flatMap(expandRange))) {
      const units = byToken.get(token) ?? [];
      const verdict = reports.at(-1)?.severity ?? null;
      units.push({ task_id: plan.task_id, status, commit, verdict });
      byToken.set(token, units);
    }
  }
  return [...byToken]
    .map(([requirement, units]) => ({
      requirement,
      units,
      status: coverageStatus(units),
    }))
    .toSorted((a, b) => compareNatural(a.requirement, b.requirement));
}

const coverageStatus = (
  units: RequirementCoverage['units'],
): RequirementCoverage['status'] => {
  const kept = units.filter(({ status }) => status !== 'canceled');
  if (kept.length === 0) return 'none';
  return kept.every(({ status }) => status === 'completed')
    ? 'covered'
    : 'open';
};

const MAX_RANGE = 100;

/** `1.2-1.5` is `1.2`, `1.3`, `1.4`, `1.5`; anything else is itself. */
function expandRange(token: string): readonly string[] {
  const match = /^((?:\d+\.)*)(\d+)\s*[-–]\s*((?:\d+\.)*)(\d+)$/.exec(token);
  if (match === null) return [token];
  const [, prefix = '', first, endPrefix = '', last] = match;
  const from = Number(first);
  const length = Number(last) - from + 1;
  if (endPrefix !== '' && endPrefix !== prefix) return [token];
  if (length < 1 || length > MAX_RANGE) return [token];
  return Array.from({ length }, (_, i) => `${prefix}${from + i}`);
}

/** Numbers inside ids compare as numbers: `1.10` comes after `1.9`. */
function compareNatural(a: string, b: string): number {
  const left = a.split(/(\d+)/);
  const right = b.split(/(\d+)/);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x = '', y = ''] = [left[i], right[i]];
    if (x === y) continue;
    const difference = Number(x) - Number(y);
    if (i % 2 === 1 && difference !== 0) return difference;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

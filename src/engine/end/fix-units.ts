import { contentHash } from '../../lib/fingerprint.ts';
import { groupBy } from '../../lib/group-by.ts';
import type { EventBody } from '../../model/event.ts';
import type { Finding } from '../../model/finding.ts';
import { SEVERITIES } from '../../model/finding.ts';
import { taskId } from '../../model/ids.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { PlannedUnit } from '../../model/unit.ts';

/** More units than this would be a second plan that nobody has seen. */
const MOST_UNITS = 5;
/** Longest title of a fix unit, in characters: a line of the board. */
const LONGEST_TITLE = 72;

type Origin = NonNullable<PlannedUnit['added_by']>;

/**
 * Units that answer findings about everything together, grouped by file: `F1`,
 * `F2`, …, in the state alone. No event where there is nothing to answer.
 */
export function addFixUnits(
  state: State,
  findings: readonly Finding[],
  origin: Origin,
): readonly EventBody[] {
  // Red checks have one cause more often than not: one agent looks for it.
  const isOne = origin === 'gate' && findings.length > 0;
  const groups = isOne ? [findings] : bundle(findings);
  if (groups.length === 0) return [];
  const ids = freeIds(state, groups.length);
  const added = groups.map((group, place) =>
    fixUnit(ids[place] ?? taskId(`F${place + 1}`), group, origin),
  );
  return [{ type: 'plan_changed', added, changed: [] }];
}

/** One group a file, the worst first; what is over the limit goes into the last. */
function bundle(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const byFile = groupBy(findings, ({ file }) => pathIn(file) ?? '');
  const groups = [...byFile.values()].toSorted((a, b) => rank(a) - rank(b));
  return groups.length <= MOST_UNITS
    ? groups
    : [...groups.slice(0, MOST_UNITS - 1), groups.slice(MOST_UNITS - 1).flat()];
}

const rank = (group: readonly Finding[]): number =>
  Math.min(...group.map(({ severity }) => SEVERITIES.indexOf(severity)));

/** A file as a reviewer names it, where it can only be one of the workdir; else null. */
export function pathIn(file: string | null): string | null {
  if (file === null) return null;
  const path = file.replace(/^(?:\.\/)+/, '');
  const isPlain = /^[^\p{Cc}\\*?[\]{}!`:]+$/u.test(path);
  const parts = path.split('/');
  const isInside = parts.every((part) => part !== '' && part !== '..');
  return isPlain && isInside && !path.startsWith('.git/') ? path : null;
}

function freeIds({ units }: State, count: number): readonly TaskId[] {
  const taken = new Set<string>(
    units.flatMap(({ plan }) => [
      plan.task_id,
      ...plan.subtasks.map(({ task_id }) => task_id),
    ]),
  );
  const ids: TaskId[] = [];
  for (let n = 1; ids.length < count; n += 1) {
    if (!taken.has(`F${n}`)) ids.push(taskId(`F${n}`));
  }
  return ids;
}

function fixUnit(
  id: TaskId,
  findings: readonly Finding[],
  origin: Origin,
): PlannedUnit {
  const files = [
    ...new Set(findings.flatMap(({ file }) => pathIn(file) ?? [])),
  ];
  const isPlaced = findings.every(({ file }) => pathIn(file) !== null);
  const details = findings.map(tell);
  return {
    task_id: id,
    line: 0,
    description: titleOf(findings),
    details,
    requirements: [],
    is_optional: false,
    checkpoint: false,
    manual: false,
    subtasks: [],
    dependencies: [],
    why: [
      origin === 'gate'
        ? 'the checks are red on everything together'
        : 'found by the review of everything together',
    ],
    assignment: {
      type: 'code',
      owner_agent: 'codex',
      criticality: 'standard',
      writes: isPlaced ? files : [],
      reads: [],
      target_window: null,
    },
    // The cure of a finding is not always in the file that shows it.
    manifest: isPlaced ? 'inferred' : 'none',
    files,
    content: contentHash(details.join('\n')),
    added_by: origin,
  };
}

function titleOf(findings: readonly Finding[]): string {
  const [first] = findings;
  const line = (first?.description ?? '').replaceAll(/\s+/gu, ' ').trim();
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  const title = `Fix: ${line}${more}`;
  return title.length > LONGEST_TITLE
    ? `${title.slice(0, LONGEST_TITLE - 1)}…`
    : title;
}

function tell({ severity, file, line, description }: Finding): string {
  const place =
    file === null ? '' : ` in ${file}${line === null ? '' : `:${line}`}`;
  return `${severity}${place}: ${description}`;
}

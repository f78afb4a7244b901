import { fingerprint } from '../../lib/fingerprint.ts';
import { isWritingRole } from '../../model/assignment.ts';
import type { Evidence } from '../../model/attempt.ts';
import type { Command } from '../../model/command.ts';
import type { Finding } from '../../model/finding.ts';
import type { State } from '../../model/state.ts';
import { currentEvidence, isBusy, isTaken } from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';
import { overlaps } from '../../plan/overlap.ts';
import { move, record } from '../commands.ts';
import type { FilesHold } from './hold.ts';
import { isHolding } from './readiness.ts';
import type { Situation } from '../situation.ts';

/*
 * A manifest is a promise, the diff is what happened. Files that were written
 * beside a declared manifest become the unit's own as soon as nobody else has
 * them; until then it waits with its work. A guessed manifest promised nothing:
 * it only grows, so that collisions are seen from then on.
 */

/** What follows from files that a unit wrote beside its manifest; null = nothing, or it waits. */
export function settleManifest(
  unit: Unit,
  { state, limits }: Situation,
): Command | null {
  const strays = straysOf(unit, state);
  if (strays.length === 0) return null;
  const isBinding = unit.plan.manifest === 'declared';
  if (isBinding && limits.isManifestStrict) return refuse(unit, strays);
  if (isBinding && manifestHold(unit, state) !== null) return null;
  return record({
    type: 'manifest_grown',
    task_id: unit.plan.task_id,
    writes: strays,
  });
}

/** Units that hold files the unit wrote beside its manifest; null = it waits for nobody. */
export function manifestHold(unit: Unit, state: State): FilesHold | null {
  if (unit.plan.manifest !== 'declared') return null;
  const strays = straysOf(unit, state);
  if (strays.length === 0) return null;
  const on = state.units
    .filter((other) => other !== unit && isHolding(other))
    .filter((other) => meets(other, strays, state))
    .filter((other) => !givesWay(other, unit, state))
    .map(({ plan }) => plan.task_id);
  return on.length === 0 ? null : { type: 'files', why: 'wrote', on };
}

/**
 * Of two units that wrote each other's files the earlier one goes on: nobody
 * waits for a later unit that waits itself, so no circle of waits can close.
 */
const givesWay = (other: Unit, unit: Unit, state: State): boolean =>
  placeOf(other, state) > placeOf(unit, state) &&
  manifestHold(other, state) !== null;

const placeOf = ({ plan }: Unit, { index }: State): number =>
  index.get(plan.task_id) ?? -1;

function meets(
  { plan }: Unit,
  files: readonly string[],
  { run }: State,
): boolean {
  const foldCase = run?.folds_case === true;
  const patterns = [...plan.assignment.writes, ...plan.assignment.reads];
  return files.some((file) =>
    patterns.some((pattern) => overlaps(pattern, file, { foldCase })),
  );
}

/** Files of the unit's last work that no pattern of its manifest names. */
function straysOf(unit: Unit, { run }: State): readonly string[] {
  const evidence = endedNow(unit);
  const { manifest, assignment } = unit.plan;
  if (evidence === null || manifest === 'none') return [];
  const foldCase = run?.folds_case === true;
  return evidence.files_changed.filter(
    (file) =>
      !assignment.writes.some(
        (pattern) => pattern === file || overlaps(pattern, file, { foldCase }),
      ),
  );
}

/** Work that is there since a moment ago and is not settled yet. */
function endedNow(unit: Unit): Evidence | null {
  if (unit.status !== 'in_progress' || isBusy(unit)) return null;
  if (isTaken(unit)) return currentEvidence(unit);
  const last = unit.attempts.at(-1);
  return last?.status === 'ended' &&
    isWritingRole(last.role) &&
    last.outcome.type === 'succeeded'
    ? last.evidence
    : null;
}

/** Strict: a fix takes the files back, before anybody looks at the rest. */
function refuse(unit: Unit, strays: readonly string[]): Command {
  const { task_id } = unit.plan;
  const findings = strays.map((file): Finding => ({
    fingerprint: fingerprint(['manifest', file]),
    severity: 'major',
    description: `${file} is not in the unit's manifest, and the manifest binds. Take the change back, or do the task without it.`,
    file,
    line: null,
    source: 'manifest',
    said_by: [task_id],
  }));
  const reason = 'it wrote beside its manifest';
  return record(
    move(unit, 'pending_review', 'the attempt ended'),
    { type: 'findings_opened', task_id, findings },
    {
      type: 'unit_status',
      task_id,
      from: 'pending_review',
      to: 'fix_required',
      reason,
    },
  );
}

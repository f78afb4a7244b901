import { fingerprint } from '../../lib/fingerprint.ts';
import type { Command } from '../../model/command.ts';
import type { Finding } from '../../model/finding.ts';
import { isTaken } from '../../model/state-access.ts';
import type { Taking, Unit } from '../../model/unit.ts';
import { move, record } from '../commands.ts';

/*
 * Work that is there is not done again. After an answer the unit takes its
 * locks like any other, then its work comes back without an agent: put upon
 * the tip (`rebase`), or as a person left it in the folder (`hand`). From
 * there on it goes the way of all work: checks, review, integration.
 */

/** Takes the unit's work as it is; a start after a dead one simply does it again. */
export const takeWork = (unit: Unit, from: Taking): Command => ({
  type: 'take_work',
  task_id: unit.plan.task_id,
  from,
  events: [
    move(
      unit,
      'in_progress',
      from === 'hand'
        ? 'the work is taken as a person left it'
        : 'the work meets what was integrated since',
    ),
  ],
});

/** The run died while the work was taken: it queues again. */
export const takeLater = (unit: Unit): Command =>
  record(move(unit, 'not_started', 'taking its work was interrupted'));

/** What follows from work that has just been taken; null where an agent wrote since. */
export function settleTaken(unit: Unit): Command | null {
  const { taken } = unit;
  if (taken === null || !isTaken(unit)) return null;
  const { task_id } = unit.plan;
  const isByHand = taken.by === 'hand';
  const to = move(
    unit,
    'pending_review',
    isByHand ? 'fixed by hand' : 'the work is there already',
  );
  if (taken.conflicts.length === 0) return record(to);
  return record(
    to,
    {
      type: 'findings_opened',
      task_id,
      findings: taken.conflicts.map(conflictFinding),
    },
    {
      type: 'unit_status',
      task_id,
      from: 'pending_review',
      to: 'fix_required',
      reason: isByHand
        ? 'conflict markers are left in it'
        : 'it does not go together with what was integrated since',
    },
  );
}

/** A file in which the work and what was integrated do not go together. */
export const conflictFinding = (file: string): Finding => ({
  fingerprint: fingerprint(['merge', file]),
  severity: 'major',
  description: 'Both this unit and the integrated work changed this file.',
  file,
  line: null,
  source: 'merge',
  said_by: ['merge'],
});

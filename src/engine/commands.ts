import type { Command } from '../model/command.ts';
import type { EventBody, UnitStatusChange } from '../model/event.ts';
import type { Status } from '../model/status.ts';
import type { Unit } from '../model/unit.ts';

/** The event that moves a unit, with its reason. */
export const move = (
  unit: Unit,
  to: Status,
  reason: string,
): UnitStatusChange => ({
  type: 'unit_status',
  task_id: unit.plan.task_id,
  from: unit.status,
  to,
  reason,
});

/** A command that only writes facts down. */
export const record = (...events: readonly EventBody[]): Command => ({
  type: 'record',
  events,
});

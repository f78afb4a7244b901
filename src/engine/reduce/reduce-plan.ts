import type { Event, EventOf } from '../../model/event.ts';
import type { State } from '../../model/state.ts';
import { editUnit } from './edit-unit.ts';
import { MAX_FIX_ATTEMPTS, newUnit } from './initial-state.ts';
import { placed } from './placed.ts';
import { endAfterChange } from './reduce-end.ts';
import { grow } from './reduce-unit.ts';

/** Units keep their place and their history; new ones come after them. */
export function replan(
  state: State,
  event: Extract<Event, { type: 'plan_changed' }>,
): State {
  const changed = new Map(event.changed.map((unit) => [unit.task_id, unit]));
  const [first] = state.units;
  const units = [
    ...state.units.map((unit) =>
      grow(
        { ...unit, plan: changed.get(unit.plan.task_id) ?? unit.plan },
        unit.grown_writes,
      ),
    ),
    ...event.added.map((unit) =>
      newUnit(unit, {
        createdAt: event.at,
        maxFixAttempts: first?.max_fix_attempts ?? MAX_FIX_ATTEMPTS,
      }),
    ),
  ];
  return endAfterChange(placed({ ...state, units }), event);
}

/** A draft is no plan yet; what a person edited in it outranks whoever is asked afterwards. */
export function plan(
  state: State,
  event: EventOf<'plan_ready'> & { readonly at: string },
): State {
  const isDraft = event.is_draft === true;
  const fresh = event.units.map((unit) =>
    newUnit(unit, {
      createdAt: event.at,
      maxFixAttempts: event.max_fix_attempts,
    }),
  );
  const units = fresh.map((unit) =>
    state.draft_edits
      .filter(({ task_id }) => task_id === unit.plan.task_id)
      .reduce(editUnit, unit),
  );
  return placed({
    ...state,
    is_planning: false,
    is_planned: !isDraft,
    draft_edits: isDraft ? state.draft_edits : [],
    assigned_by: event.assigned_by,
    plan_notes: event.notes,
    window_mapping: event.window_mapping,
    units,
  });
}

import type { State } from '../model/state.ts';
import type { Unit } from '../model/unit.ts';

/** How far a run is. */
export type Progress = {
  /** Units completed: reviewed and integrated. */
  readonly completed: number;
  /** Units a person gave up. */
  readonly canceled: number;
  readonly total: number;
  /** 0 to 1, weighted by subtasks, canceled units left out. */
  readonly share: number;
};

/** Counts units, and weighs them by what is in them, so that a big one moves the bar more. */
export function toProgress(state: State): Progress {
  const kept = state.units.filter((unit) => unit.status !== 'canceled');
  const whole = kept.reduce((sum, unit) => sum + weight(unit), 0);
  const done = kept.reduce((sum, unit) => sum + doneWeight(unit), 0);
  return {
    completed: kept.filter((unit) => unit.status === 'completed').length,
    canceled: state.units.length - kept.length,
    total: state.units.length,
    share: whole === 0 ? (state.is_planned ? 1 : 0) : done / whole,
  };
}

const weight = (unit: Unit): number => Math.max(1, unit.plan.subtasks.length);

/** Subtasks that were done before the run count; those of an open unit do not yet. */
const doneWeight = (unit: Unit): number =>
  unit.status === 'completed'
    ? weight(unit)
    : unit.plan.subtasks.filter((task) => task.is_done).length;

/** A bar of a number of columns; its ends are full and empty only when the share is. */
export function progressBar(share: number, columns: number): string {
  const exact = Math.round(share * columns);
  const full = share >= 1 ? columns : Math.min(exact, Math.max(0, columns - 1));
  const shown = share > 0 && columns > 1 ? Math.max(1, full) : full;
  return '█'.repeat(shown) + '░'.repeat(columns - shown);
}

/** A share as whole percent; 100 only when everything is done. */
export const percent = (share: number): number =>
  share >= 1 ? 100 : Math.min(99, Math.floor(share * 100));

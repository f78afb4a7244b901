import type { PlannedUnit, Unit } from '../../model/unit.ts';
import type { State } from '../../model/state.ts';
import { FIRST_TICK } from '../../model/tick.ts';

/** Fix attempts before a person is asked, where nothing else is said. */
export const MAX_FIX_ATTEMPTS = 3;

/** The state before the first event. */
export const INITIAL_STATE: State = {
  seq: 0,
  run: null,
  started_at: null,
  resumed_at: null,
  updated_at: null,
  is_planning: false,
  is_planned: false,
  draft_edits: [],
  assigned_by: null,
  plan_notes: [],
  window_mapping: {},
  units: [],
  index: new Map(),
  paths: new Map(),
  apart: new Map(),
  baseline: null,
  is_taking_baseline: false,
  green_checks: new Set(),
  run_attempts: [],
  decisions: [],
  integrating: null,
  whole_review: { status: 'due', reports: [], after: 0 },
  gate: { is_running: false, run: null, is_waived: false },
  learning: { status: 'due', kept: [] },
  is_landing: false,
  landing: null,
  parked: {},
  closed: {},
  widths: {},
  tick: FIRST_TICK,
  finished: null,
};

/** A unit as it enters the state. */
export function newUnit(
  plan: PlannedUnit,
  options: { readonly createdAt: string; readonly maxFixAttempts: number },
): Unit {
  return {
    plan,
    status: 'not_started',
    attempts: [],
    checks: [],
    is_checking: false,
    open_findings: [],
    deferred: [],
    reports: [],
    review_round: [],
    fix_attempts: 0,
    max_fix_attempts: options.maxFixAttempts,
    infra_failures: 0,
    retry_at: null,
    reassigned_to: null,
    take: null,
    is_taking: false,
    taken: null,
    note: null,
    conflicts: [],
    grown_writes: [],
    is_accepted: false,
    is_integrated: false,
    subtask_results: {},
    commit: null,
    created_at: options.createdAt,
  };
}

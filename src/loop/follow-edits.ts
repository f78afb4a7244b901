import { replan } from '../engine/settle/replan.ts';
import type { Replan } from '../engine/settle/replan.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { AssignmentAnswer } from '../model/assignment.ts';
import type { Spec, SpecFiles } from '../model/spec.ts';
import type { PlannedUnit } from '../model/unit.ts';
import { withoutOptional } from '../spec/optional.ts';
import type { State } from '../model/state.ts';
import type { LoopContext } from './context.ts';
import { readKeptSpec } from './kept-spec.ts';
import { withoutMarks } from './without-marks.ts';

/** Takes up what a person changed in tasks.md since it was last looked at. */
export type EditFollower = { readonly follow: () => void };

/** Looks only at a text that is new; marks are no change, the runner writes them itself. */
export function createEditFollower(
  context: LoopContext,
  latest: () => SpecFiles | null,
): EditFollower {
  let handled: string | null = null;
  return {
    follow: () => {
      const files = latest();
      const state = context.ledger.state();
      if (files === null || !state.is_planned) return;
      const text = withoutMarks(files.tasks);
      if (text === handled) return;
      const { events, isPending } = followSpec(files, {
        state,
        includeOptional: context.settings.includeOptional,
        now: context.ports.clock.now(),
      });
      if (!isPending) handled = text;
      context.ledger.append(...events);
    },
  };
}

/** What a planned run is known by, as far as a new text of its tasks is concerned. */
type Followed = {
  readonly state: State;
  readonly includeOptional: boolean;
  /** ISO time. */
  readonly now: string;
};

/** What follows for a planned run from tasks.md as it stands now. */
export function followSpec(files: SpecFiles, followed: Followed): Replan {
  const { state, now } = followed;
  const read = (tasks: string): Spec =>
    readKeptSpec({ ...files, tasks }, state);
  const spec = read(files.tasks);
  const reading = {
    open: planOf(spec, followed),
    all: planOf(read(withoutMarks(files.tasks)), followed),
    present: new Set(spec.tasks.map(({ task_id }) => task_id)),
  };
  return replan(state, reading, now);
}

function planOf(
  spec: Spec,
  { state, includeOptional }: Followed,
): readonly PlannedUnit[] {
  return makePlan(includeOptional ? spec : withoutOptional(spec), {
    assignment: knownAssignment(state),
    code: 'codex',
    ui: 'gemini',
  }).units;
}

/** What was assigned stays assigned; what tasks.md says still wins over it. */
const knownAssignment = (state: State): AssignmentAnswer => ({
  dispatch_units: state.units.map(({ plan }) => ({
    task_id: plan.task_id,
    ...plan.assignment,
    // A guess is made anew from the new text.
    ...(plan.manifest === 'declared' ? {} : { writes: [], reads: [] }),
  })),
});

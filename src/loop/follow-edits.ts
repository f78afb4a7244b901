import { replan } from '../engine/settle/replan.ts';
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
      const read = (tasks: string): Spec =>
        readKeptSpec({ ...files, tasks }, state);
      const spec = read(files.tasks);
      const reading = {
        open: planOf(spec, context),
        all: planOf(read(text), context),
        present: new Set(spec.tasks.map(({ task_id }) => task_id)),
      };
      const { events, isPending } = replan(
        state,
        reading,
        context.ports.clock.now(),
      );
      if (!isPending) handled = text;
      context.ledger.append(...events);
    },
  };
}

function planOf(spec: Spec, context: LoopContext): readonly PlannedUnit[] {
  const isAll = context.settings.includeOptional;
  return makePlan(isAll ? spec : withoutOptional(spec), {
    assignment: knownAssignment(context.ledger.state()),
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

import { makePlan } from '../plan/make-plan.ts';
import type { EventBody } from '../model/event.ts';
import type { AssignmentAnswer } from '../model/assignment.ts';
import type { LoopContext } from './context.ts';
import { readPlannedSpec } from './planned-spec.ts';

/** Merges tasks.md with the assignment and writes the plan down, in one go with what it came from. */
export async function makePlanFrom(
  assigned: {
    readonly answer: AssignmentAnswer;
    readonly backend: string;
  } | null,
  context: LoopContext,
  {
    before = [],
    is_draft,
  }: {
    /** Written down in the same moment. */
    readonly before?: readonly EventBody[];
    readonly is_draft?: true | undefined;
  } = {},
): Promise<void> {
  const { ledger, settings } = context;
  const files = await context.spec.read();
  const spec = readPlannedSpec(files, settings.includeOptional);
  const { units, window_mapping, notes } = makePlan(spec, {
    assignment: assigned?.answer ?? null,
    code: 'codex',
    ui: 'gemini',
  });
  ledger.append(...before, {
    type: 'plan_ready',
    units,
    window_mapping,
    max_fix_attempts: settings.maxFixAttempts,
    assigned_by: assigned?.backend ?? null,
    notes: [...notes, ...unassigned(context)],
    ...(is_draft === undefined ? {} : { is_draft }),
  });
}

/** A failed assignment is never passed over in silence. */
function unassigned({ ledger }: LoopContext): string[] {
  const last = ledger
    .state()
    .run_attempts.findLast(({ role }) => role === 'assign');
  if (last?.status !== 'ended' || last.outcome.type !== 'failed') return [];
  const { type, message } = last.outcome.failure;
  return [
    `${last.backend} could not assign the units (${type}: ${message}); tasks.md and design.md alone decide`,
  ];
}

import type { Command } from '../model/command.ts';
import type { EventOf } from '../model/event.ts';
import { currentEvidence, unitOf } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import type { LoopContext } from './context.ts';

type Taken = Omit<EventOf<'work_taken'>, 'type' | 'task_id' | 'by'>;

/** Brings a unit's work back without an agent, and says what it is then. */
export async function takeWork(
  { task_id, from }: Extract<Command, { readonly type: 'take_work' }>,
  context: LoopContext,
): Promise<void> {
  const { ledger } = context;
  const unit = unitOf(ledger.state(), task_id);
  const taken =
    from === 'hand'
      ? await byHand(unit, context)
      : await rebased(unit, context);
  // A folder that was not ready in time is no work: the next start does it again.
  if (taken === null) return;
  ledger.append({ type: 'work_taken', task_id, by: from, ...taken });
}

/** The folder as a person left it; the work that is known where there is none any more. */
async function byHand(unit: Unit, { ports }: LoopContext): Promise<Taken> {
  const { task_id, assignment } = unit.plan;
  const known = currentEvidence(unit);
  if (ports.workspace.folder(task_id) === null && known !== null) {
    return { evidence: known, conflicts: [] };
  }
  const evidence = await ports.workspace.capture({
    task_id,
    role: 'hand',
    n: unit.attempts.length,
    base: null,
    writes: assignment.writes,
  });
  return { evidence, conflicts: evidence.unresolved ?? [] };
}

/** The work upon the tip. Where both do not go together it stays as it was, for an agent to settle. */
async function rebased(
  unit: Unit,
  { ports, signal }: LoopContext,
): Promise<Taken | null> {
  const { task_id, assignment } = unit.plan;
  const { writes } = assignment;
  const evidence = currentEvidence(unit);
  if (evidence === null) {
    throw new Error(`Internal error: ${task_id} has no work to take`);
  }
  const folder = await ports.workspace.prepare(
    { task_id, from: 'merge', evidence, writes },
    { signal },
  );
  if (!folder.ok) {
    if (signal.aborted) return null;
    throw new Error(
      `No folder to take the work of ${task_id} up in: ${folder.error.message}`,
    );
  }
  const { base, conflicts } = folder.value;
  if (conflicts.length > 0) return { evidence, conflicts };
  const now = await ports.workspace.capture({
    task_id,
    role: 'rebase',
    n: unit.attempts.length,
    base,
    writes,
  });
  return { evidence: now, conflicts: [] };
}

import type { Command } from '../model/command.ts';
import type { Decision } from '../model/decision.ts';
import type { EventBody } from '../model/event.ts';
import { currentEvidence, findUnit } from '../model/state-access.ts';
import type { LoopContext } from './context.ts';

/*
 * A person who is asked about a unit may put it right by hand: the question
 * says which folder the work is in, and the work is in it by then.
 */

/** The decision of a command whose unit has work and no folder that shows it. */
export function hiddenWork(
  command: Command,
  { ledger, ports }: LoopContext,
): Decision | null {
  const hidden = command.events.flatMap((event) => {
    if (event.type !== 'decision_opened' || !isForHands(event.decision)) {
      return [];
    }
    const unit = findUnit(ledger.state(), event.task_id);
    const isHidden =
      unit !== undefined &&
      currentEvidence(unit) !== null &&
      ports.workspace.folder(event.task_id) === null;
    return isHidden ? [event.decision] : [];
  });
  return hidden[0] ?? null;
}

const isForHands = ({ options }: Decision): boolean =>
  options.some(({ action }) => action === 'fixed_by_hand');

/** Brings a unit's work back into a folder; where that fails the question names none. */
export async function showWork(
  { task_id }: Decision,
  { ledger, ports, signal }: LoopContext,
): Promise<void> {
  const unit = findUnit(ledger.state(), task_id);
  if (unit === undefined) return;
  await ports.workspace.prepare(
    {
      task_id,
      from: 'keep',
      evidence: currentEvidence(unit),
      writes: unit.plan.assignment.writes,
    },
    { signal },
  );
}

/** The events, with the folder of the work in each question that a person can answer by hand. */
export const withFolders = (
  events: readonly EventBody[],
  { ports }: LoopContext,
): readonly EventBody[] =>
  events.map((event) => {
    if (event.type !== 'decision_opened' || !isForHands(event.decision)) {
      return event;
    }
    const folder = ports.workspace.folder(event.task_id);
    if (folder === null) return event;
    const { decision } = event;
    // A question that is asked again names it already.
    const line = `Folder: ${folder}`;
    if (decision.context.split('\n').includes(line)) return event;
    const context = `${decision.context}\n${line}`;
    return { ...event, decision: { ...decision, context } };
  });

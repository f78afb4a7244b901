import type { Command } from '../../model/command.ts';
import type { DecisionAction, DecisionOption } from '../../model/decision.ts';
import { decisionId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { currentEvidence } from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';

const LABELS: Readonly<Record<DecisionAction, string>> = {
  retry: 'Try again, with my note',
  fixed_by_hand: 'I fixed it by hand where its work is: check and review it',
  accept: 'Accept the work as it is',
  skip: 'Skip this unit and what needs it',
  reassign: 'Give it to another agent',
  abort: 'Stop the run',
};

/** Blocks the unit behind a question that only a person can answer. */
export function openDecision(
  state: State,
  unit: Unit,
  question: {
    readonly reason: string;
    readonly context: string;
    readonly now: string;
    /** Other backends that could take over. */
    readonly others: readonly string[];
    /** CLIs that `retry` says are usable again. */
    readonly backends?: readonly string[];
  },
): Command {
  const { task_id } = unit.plan;
  const id = decisionId(state.decisions.length + 1);
  return {
    type: 'record',
    events: [
      {
        type: 'decision_opened',
        task_id,
        decision: {
          id,
          task_id,
          kind: 'stuck',
          ...(question.backends === undefined
            ? {}
            : { backends: question.backends }),
          priority:
            unit.plan.assignment.criticality === 'standard' ? 'normal' : 'high',
          context: question.context,
          options: optionsFor(unit, question.others),
          created_at: question.now,
          answer: null,
        },
      },
      {
        type: 'unit_status',
        task_id,
        from: unit.status,
        to: 'blocked',
        reason: question.reason,
        freed_by: id,
      },
    ],
  };
}

function optionsFor(unit: Unit, others: readonly string[]): DecisionOption[] {
  const actions: Omit<DecisionOption, 'n'>[] = unit.plan.manual
    ? [{ action: 'accept', label: 'I did it' }]
    : [
        { action: 'retry', label: LABELS.retry },
        ...(hasFolder(unit)
          ? [{ action: 'fixed_by_hand' as const, label: LABELS.fixed_by_hand }]
          : []),
        ...(currentEvidence(unit) === null
          ? []
          : [{ action: 'accept' as const, label: LABELS.accept }]),
        ...others.map((backend) => ({
          action: 'reassign' as const,
          label: `${LABELS.reassign}: ${backend}`,
          backend,
        })),
      ];
  return [
    ...actions,
    { action: 'skip' as const, label: LABELS.skip },
    { action: 'abort' as const, label: LABELS.abort },
  ].map((option, place) => ({ n: place + 1, ...option }));
}

/** Whether there is a folder with its work that a person can go on in. */
const hasFolder = ({ attempts, taken }: Unit): boolean =>
  taken !== null ||
  attempts.some(
    (attempt) => attempt.status === 'ended' && attempt.evidence !== null,
  );

/** Decisions nobody has answered yet. */
export const openDecisions = (state: State): State['decisions'] =>
  state.decisions.filter(({ answer }) => answer === null);

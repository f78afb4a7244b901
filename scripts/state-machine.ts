import { TRANSITIONS } from '../src/engine/transitions.ts';
import { STATUSES } from '../src/model/status.ts';

const MEANINGS: Readonly<Record<(typeof STATUSES)[number], string>> = {
  not_started: 'waits for its dependencies, its files or a slot',
  in_progress: 'an agent works on it, or its work is being kept',
  pending_review: 'there is work; checks run, then a reviewer is waited for',
  under_review: 'one or two reviewers look at it',
  final_review: 'the verdict is in; it waits to be integrated',
  fix_required: 'findings are open; a fix is waited for',
  blocked:
    'a decision or another unit has to come first; says which, and where it goes back to',
  completed: 'reviewed and integrated: only now do dependents start',
  canceled: 'given up by a person',
};

/** references/task-state-machine.md, from the table that the engine obeys. */
export function stateMachineMarkdown(): string {
  return [
    '# The states of a unit',
    '',
    'Generated from `src/engine/transitions.ts` by `npm run references`: the only authority on what may follow what. Anything else throws.',
    '',
    '```',
    'not_started ─▶ in_progress ─▶ pending_review ─▶ under_review ─▶ final_review ─▶ completed',
    '     ▲             │  ▲             │                │               │',
    '     │             │  └──────── fix_required ◀───────┴───────────────┘',
    '     └─────────────┘',
    'blocked ◀─▶ any open state        canceled ◀── any open state, by a person',
    '```',
    '',
    '| state | meaning |',
    '| --- | --- |',
    ...STATUSES.map((status) => `| ${status} | ${MEANINGS[status]} |`),
    '',
    '| from | to | when |',
    '| --- | --- | --- |',
    ...TRANSITIONS.map(({ from, to, when }) => `| ${from} | ${to} | ${when} |`),
    '',
    'A subtask mirrors its unit, except one that was done before (`completed`) and one that failed (`blocked`). A heading that owns units',
    'derives its state: all completed → completed; any blocked → blocked; any fix_required → fix_required; any underway → in_progress.',
    '',
    'A person outranks the table: a status set by hand in AGENT_STATE.json between runs is taken as it is, and `completed` then means accepted.',
    '',
  ].join('\n');
}

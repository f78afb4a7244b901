import type { EventOf } from '../../model/event.ts';
import { isFromTasks } from '../../model/unit.ts';
import { unreachable } from '../../lib/unreachable.ts';
import { headlineOf } from '../../view/decisions.ts';
import { count } from '../../view/format.ts';
import { atCommit, say } from './said.ts';
import type { Said } from './said.ts';

/** What concerns the run as a whole. */
export type RunEvent = EventOf<
  | 'run_started'
  | 'plan_ready'
  | 'plan_changed'
  | 'decision_opened'
  | 'decision_answered'
  | 'config_changed'
  | 'state_edited'
  | 'learnings_kept'
  | 'landed'
  | 'landing_failed'
  | 'run_finished'
>;

/** What happened to the run: its start and end, its plan, its decisions, its landing. */
export function tellRun(event: RunEvent): Said {
  switch (event.type) {
    case 'run_started':
      return tellStart(event);
    case 'plan_ready':
      return say(
        `plan: ${count(event.units.length, 'unit')}, ${event.is_draft === true ? 'not assigned yet' : `assigned by ${event.assigned_by ?? 'tasks.md and design.md'}`}`,
      );
    case 'plan_changed':
      return tellPlanChange(event);
    case 'decision_opened':
      return say(
        `decision ${event.decision.id}: ${headlineOf(event.decision)}`,
        'bad',
      );
    case 'decision_answered':
      return say(
        `decision ${event.decision_id} answered: ${event.answer.action}`,
        'good',
      );
    case 'config_changed':
      return say(`config changed: ${Object.keys(event.changes).join(', ')}`);
    case 'state_edited':
      return say(`edited by hand: ${Object.keys(event.changes).join(', ')}`);
    case 'learnings_kept':
      return say(tellLearnings(event));
    case 'landed':
      return say(
        `landed${event.branch === null ? '' : ` on ${event.branch}`}${atCommit(event.commit)}`,
        'good',
      );
    case 'landing_failed':
      return say(
        `not landed: ${event.reason.replace(/\.$/, '')}. Run: ${event.command}`,
        'bad',
      );
    case 'run_finished':
      return say(
        `run finished: ${event.completed}/${event.total} units completed, exit ${event.exit_code}: ${event.reason}`,
        event.exit_code === 0 ? 'good' : 'bad',
      );
    default:
      return unreachable(event);
  }
}

function tellPlanChange({ added, changed }: EventOf<'plan_changed'>): Said {
  const own = added.filter((unit) => !isFromTasks(unit));
  return own.length > 0
    ? say(
        `to be fixed before it lands: ${own.map(({ task_id }) => task_id).join(', ')}`,
        'warning',
      )
    : say(
        `tasks.md changed: ${count(added.length, 'new unit')}, ${count(changed.length, 'changed unit')}`,
      );
}

const tellLearnings = (event: EventOf<'learnings_kept'>): string =>
  [
    event.commit === null
      ? 'nothing new to note for agents'
      : `noted what was learned in ${event.files.join(', ')}${atCommit(event.commit)}`,
    ...event.notes,
  ].join('; ');

function tellStart(event: EventOf<'run_started'>): Said {
  const where =
    event.isolation === 'worktree' ? 'a worktree a unit' : 'one shared folder';
  return say(
    `${event.resumed ? 'goes on with' : 'runs'} ${event.spec_path} (${where})`,
  );
}

import type { Event, EventOf } from '../model/event.ts';
import type { Finding } from '../model/finding.ts';
import { headlineOf } from '../view/decisions.ts';
import { RUN_TASK } from '../model/ids.ts';
import { isFromTasks } from '../model/unit.ts';
import { count, formatTime } from '../view/format.ts';
import { statusLook } from '../view/status-look.ts';
import { oneLine } from '../view/terminal-text.ts';
import { unreachable } from '../lib/unreachable.ts';
import { tint } from './colour.ts';
import { say } from './said.ts';
import type { Said } from './said.ts';
import { tellBaseline, tellChecks, tellGate } from './tell-checks.ts';
import { tellRevert, tellTick } from './tell-tick.ts';

/** How plain lines look. */
export type PlainOptions = {
  /** Off unless asked for: lines are for logs first. */
  readonly colour?: boolean;
};

/** One line for an event worth telling, null for the rest; for terminals that show nothing live, and for logs. */
export function plainLine(
  event: Event,
  options: PlainOptions = {},
): string | null {
  const said = isFirstConfig(event) ? null : tell(event);
  if (said === null) return null;
  const { text, tone } = said;
  const subject =
    'task_id' in event && event.task_id !== RUN_TASK
      ? `[${oneLine(event.task_id)}] `
      : '';
  return subject + tint(oneLine(text), tone, options.colour ?? false);
}

/** The first start writes all settings down: nothing has changed by that. */
const isFirstConfig = ({ seq, type }: Event): boolean =>
  type === 'config_changed' && seq <= 2;

function tell(event: Event): Said | null {
  switch (event.type) {
    case 'unit_status':
      return tellStatus(event);
    case 'attempt_started':
      return say(`${event.role} ${event.n} started (${event.backend})`);
    case 'attempt_ended':
      return tellAttempt(event);
    case 'checks_ended':
      return tellChecks(event);
    case 'review_ended':
      return tellReview(event);
    case 'findings_opened':
    case 'integration_failed':
      return tellFindings(event);
    case 'integrated':
      return say(`integrated${atCommit(event.commit)}`, 'good');
    case 'manifest_grown':
      return say(`holds ${event.writes.join(', ')} as well: it wrote there`);
    case 'work_taken':
      return tellTaken(event);
    case 'baseline_ended':
      return tellBaseline(event);
    case 'final_review_ended':
      return tellReview(event);
    case 'gate_ended':
      return tellGate(event);
    case 'tick_ended':
      return tellTick(event);
    case 'revert_ended':
      return tellRevert(event);
    case 'planning_started':
    case 'unit_restored':
    case 'revert_started':
    case 'gate_started':
    case 'learnings_started':
    case 'process_started':
    case 'baseline_started':
    case 'checks_started':
    case 'integration_started':
    case 'landing_started':
      return null;
    case 'run_started':
    case 'plan_ready':
    case 'plan_changed':
    case 'decision_opened':
    case 'decision_answered':
    case 'config_changed':
    case 'state_edited':
    case 'learnings_kept':
    case 'landed':
    case 'landing_failed':
    case 'run_finished':
      return tellRun(event);
    default:
      return unreachable(event);
  }
}

function tellTaken({ by, conflicts }: EventOf<'work_taken'>): Said {
  if (conflicts.length > 0) {
    return say(`conflicts in ${conflicts.join(', ')}`, 'warning');
  }
  return say(
    by === 'hand'
      ? 'the work is taken as a person left it'
      : 'the work is there already: it is checked and reviewed again',
  );
}

const atCommit = (commit: string | null): string =>
  commit === null ? '' : ` at ${commit.slice(0, 12)}`;

type RunEvent = EventOf<
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

function tellRun(event: RunEvent): Said {
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

/** Only the moves that no other event tells. */
function tellStatus(event: EventOf<'unit_status'>): Said | null {
  const { tone } = statusLook(event.to);
  const isBack = event.from === 'blocked' || event.to === 'not_started';
  switch (event.to) {
    case 'completed':
      return say('completed', tone);
    case 'blocked':
      return say(`blocked: ${event.reason}`, tone);
    case 'canceled':
      return say(`canceled: ${event.reason}`, tone);
    case 'not_started':
    case 'in_progress':
    case 'pending_review':
    case 'under_review':
    case 'final_review':
    case 'fix_required':
      return isBack
        ? say(`back to ${statusLook(event.to).word}: ${event.reason}`, tone)
        : null;
    default:
      return unreachable(event.to);
  }
}

/** `2/implement-1` reads `implement 1`. */
const attemptName = (attempt_id: string): string =>
  attempt_id.slice(attempt_id.lastIndexOf('/') + 1).replace(/-(\d+)$/, ' $1');

function tellAttempt(event: EventOf<'attempt_ended'>): Said | null {
  const name = attemptName(event.attempt_id);
  const { outcome } = event;
  switch (outcome.type) {
    case 'succeeded': {
      // The verdict follows and says more.
      if (event.verdict !== null) return null;
      const files = event.evidence?.files_changed.length;
      const changed =
        files === undefined ? '' : `, ${count(files, 'file')} changed`;
      return say(`${name} ended${changed}`);
    }
    case 'failed':
      return say(
        `${name} failed (${outcome.failure.type}): ${outcome.failure.message}${tryAgain(outcome.failure.reset_at)}`,
        'warning',
      );
    case 'interrupted':
      return say(`${name} was interrupted`, 'warning');
    default:
      return unreachable(outcome);
  }
}

const tryAgain = (reset_at: string | undefined): string =>
  reset_at === undefined ? '' : ` (again at ${formatTime(reset_at)})`;

function tellReview(
  event: EventOf<'review_ended' | 'final_review_ended'>,
): Said {
  const { severity, summary, reviewers, independent_review } = event.report;
  const by = reviewers.join(', ');
  const note = independent_review ? '' : ', not independent';
  const isPassed = severity === 'none' || severity === 'minor';
  const what = event.type === 'review_ended' ? 'review' : 'final review';
  return say(
    `${what} by ${by}${note}: ${severity}: ${summary}`,
    isPassed ? 'good' : 'warning',
  );
}

function tellFindings(event: {
  readonly type: 'findings_opened' | 'integration_failed';
  readonly findings: readonly Finding[];
}): Said {
  const { findings, type } = event;
  const [first] = findings;
  const more = findings.length > 1 ? ` and ${findings.length - 1} more` : '';
  const what = type === 'integration_failed' ? 'not integrated' : 'to fix';
  return say(
    first === undefined ? what : `${what}: ${first.description}${more}`,
    'warning',
  );
}

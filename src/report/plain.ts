import type { Event, EventOf } from '../model/event.ts';
import type { Finding } from '../model/finding.ts';
import { RUN_TASK } from '../model/ids.ts';
import { count, formatDuration, formatTime } from '../view/format.ts';
import { statusLook } from '../view/status-look.ts';
import type { Tone } from '../view/status-look.ts';
import { oneLine } from '../view/terminal-text.ts';
import { unreachable } from '../lib/unreachable.ts';
import { tint } from './colour.ts';

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

type Said = { readonly text: string; readonly tone: Tone };
const say = (text: string, tone: Tone = 'active'): Said => ({ text, tone });

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
    case 'planning_started':
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
    case 'landed':
    case 'landing_failed':
    case 'run_finished':
      return tellRun(event);
    default:
      return unreachable(event);
  }
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
        `plan: ${count(event.units.length, 'unit')}, assigned by ${event.assigned_by ?? 'tasks.md and design.md'}`,
      );
    case 'plan_changed':
      return say(
        `tasks.md changed: ${count(event.added.length, 'new unit')}, ${count(event.changed.length, 'changed unit')}`,
      );
    case 'decision_opened':
      return say(
        `decision ${event.decision.id}: ${event.decision.context}`,
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

function tellChecks(event: EventOf<'checks_ended'>): Said | null {
  const { results } = event;
  if (results.length === 0) return null;
  const failed = results.filter((result) => !result.passed);
  const time = formatDuration(
    results.reduce((sum, result) => sum + result.duration_ms, 0),
  );
  return failed.length === 0
    ? say(`${count(results.length, 'check')} passed in ${time}`, 'good')
    : say(
        `check failed: ${failed.map((r) => `${r.name} (exit ${r.exit_code ?? 'none'})`).join(', ')}`,
        'warning',
      );
}

function tellReview(event: EventOf<'review_ended'>): Said {
  const { severity, summary, reviewers, independent_review } = event.report;
  const by = reviewers.join(', ');
  const note = independent_review ? '' : ', not independent';
  const isPassed = severity === 'none' || severity === 'minor';
  return say(
    `review by ${by}${note}: ${severity}: ${summary}`,
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

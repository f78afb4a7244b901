import type { EventOf } from '../../model/event.ts';
import type { Finding } from '../../model/finding.ts';
import { unreachable } from '../../lib/unreachable.ts';
import { count, formatTime } from '../../view/format.ts';
import { statusLook } from '../../view/status-look.ts';
import { say } from './said.ts';
import type { Said } from './said.ts';

/** Only the moves that no other event tells. */
export function tellStatus(event: EventOf<'unit_status'>): Said | null {
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

/** How an attempt ended, where no verdict says it better. */
export function tellAttempt(event: EventOf<'attempt_ended'>): Said | null {
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

/** A verdict: of one unit, or of everything together. */
export function tellReview(
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

/** What sends a unit back. */
export function tellFindings(event: {
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

/** Work that is taken over as it is found. */
export function tellTaken({ by, conflicts }: EventOf<'work_taken'>): Said {
  if (conflicts.length > 0) {
    return say(`conflicts in ${conflicts.join(', ')}`, 'warning');
  }
  return say(
    by === 'hand'
      ? 'the work is taken as a person left it'
      : 'the work is there already: it is checked and reviewed again',
  );
}

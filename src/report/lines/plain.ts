import type { Event } from '../../model/event.ts';
import { RUN_TASK } from '../../model/ids.ts';
import { oneLine } from '../../view/terminal-text.ts';
import { unreachable } from '../../lib/unreachable.ts';
import { tint } from '../colour.ts';
import { atCommit, say } from './said.ts';
import type { Said } from './said.ts';
import { tellBaseline, tellChecks, tellGate } from './tell-checks.ts';
import { tellRun } from './tell-run.ts';
import { tellRevert, tellTick } from './tell-tick.ts';
import {
  tellAttempt,
  tellFindings,
  tellReview,
  tellStatus,
  tellTaken,
} from './tell-unit.ts';

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

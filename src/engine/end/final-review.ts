import { isWritingRole } from '../../model/assignment.ts';
import type { Attempt, EndedAttempt } from '../../model/attempt.ts';
import type { Command } from '../../model/command.ts';
import type { FinalReport } from '../../model/finding.ts';
import { FINAL_TASK } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { currentEvidence } from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';
import { record } from '../commands.ts';
import { findingsIn, worst } from '../review/consolidate.ts';
import { askBeforeLanding } from './end-question.ts';
import { choose, missesIn } from '../backends/failover.ts';
import type { Choice, Miss } from '../backends/failover.ts';
import { FAILURE_POLICIES, nextTry } from '../backends/failures.ts';
import { addFixUnits } from './fix-units.ts';
import { isComplete } from './is-complete.ts';
import type { Limits } from '../limits.ts';
import type { Situation } from '../situation.ts';
import { startFinalReview } from '../schedule/start-attempt.ts';
import { vendorOf } from '../backends/vendors.ts';

/** Reviewers that may fail before a person is asked. */
const MOST_ERRORS = 3;
/** Limits and missing logins that may come between, in a row. */
const MOST_BACKEND_MISSES = 8;

/** Whether everything together is to be looked at before it lands. */
export const isFinalReviewDue = ({
  state,
  limits,
}: Pick<Situation, 'state' | 'limits'>): boolean =>
  limits.hasFinalReview &&
  state.whole_review.status === 'due' &&
  state.landing?.type !== 'landed' &&
  isComplete(state) &&
  integrated(state).length > 1;

/** Units whose work is in; of a single one its own review saw all there is. */
export const integrated = ({ units }: State): readonly Unit[] =>
  units.filter(
    (unit) =>
      unit.status === 'completed' &&
      (currentEvidence(unit)?.files_changed.length ?? 0) > 0,
  );

/**
 * The next step of the review of everything together: an agent, its verdict
 * with the fix units that follow, or a question. A reviewer that cannot answer
 * is never an approval. Null = a pause has to end first.
 */
export function settleFinalReview(situation: Situation): Command | null {
  const { state, now } = situation;
  const verdict = attemptsOf(state).findLast(
    (attempt): attempt is EndedAttempt =>
      attempt.status === 'ended' &&
      attempt.outcome.type === 'succeeded' &&
      attempt.verdict !== null,
  );
  if (verdict !== undefined) return conclude(verdict, situation);
  const misses = missesOf(state);
  const choice = reviewer(situation);
  if (choice.type === 'none' || isOver(misses)) {
    return ask(misses, choice, situation);
  }
  if (choice.type === 'paused') return null;
  const at = pauseEnd(misses);
  return at !== null && at > now
    ? null
    : startFinalReview(state, choice.backend);
}

/** When the review goes on that only waits; null where nothing waits. */
export function finalReviewRetryAt(situation: Situation): string | null {
  if (!isFinalReviewDue(situation)) return null;
  const choice = reviewer(situation);
  return choice.type === 'paused'
    ? choice.until
    : pauseEnd(missesOf(situation.state));
}

const attemptsOf = ({
  run_attempts,
  whole_review,
}: State): readonly Attempt[] =>
  run_attempts
    .slice(whole_review.after)
    .filter(({ role }) => role === 'review');

const missesOf = (state: State): readonly Miss[] =>
  missesIn(attemptsOf(state), { since: '' });

const isOfBackend = ({ failure }: Miss): boolean =>
  FAILURE_POLICIES[failure.type].scope === 'backend';

function isOver(misses: readonly Miss[]): boolean {
  const limits = misses.filter(isOfBackend).length;
  return misses.length - limits >= MOST_ERRORS || limits > MOST_BACKEND_MISSES;
}

/** Another vendor than the authors' where one is there, and first of all one who was not asked yet. */
function reviewer(situation: Situation): Choice {
  const { state, limits } = situation;
  const asked = attemptsOf(state).map(({ backend }) => backend);
  const times = (backend: string): number =>
    asked.filter((name) => name === backend).length;
  const own = (backend: string): number =>
    isIndependent(backend, situation) ? 0 : 1;
  return choose(
    limits.roles.review.toSorted(
      (a, b) => times(a) - times(b) || own(a) - own(b),
    ),
    situation,
  );
}

/** Whether none of the integrated work is by the reviewer's own vendor. */
function isIndependent(
  backend: string,
  { state, limits }: { readonly state: State; readonly limits: Limits },
): boolean {
  const vendor = vendorOf(backend, limits);
  return integrated(state).every(({ attempts }) =>
    attempts.every(
      (attempt) =>
        !isWritingRole(attempt.role) ||
        vendorOf(attempt.backend, limits) !== vendor,
    ),
  );
}

function pauseEnd(misses: readonly Miss[]): string | null {
  const last = misses.at(-1);
  if (last === undefined || isOfBackend(last)) return null;
  return nextTry(last.failure, {
    failures: misses.length,
    now: last.attempt.ended_at,
    attempt_id: last.attempt.attempt_id,
  });
}

function conclude(attempt: EndedAttempt, situation: Situation): Command {
  const { state, now } = situation;
  const findings = findingsIn(attempt);
  const severity = attempt.verdict?.severity ?? 'none';
  const report: FinalReport = {
    round: state.whole_review.reports.length + 1,
    tree: null,
    severity: worst([severity, ...findings.map((each) => each.severity)]),
    summary: attempt.verdict?.summary ?? '',
    findings,
    reviewers: [attempt.backend],
    independent_review: isIndependent(attempt.backend, situation),
    at: now,
  };
  const serious = findings.filter((each) => each.severity !== 'minor');
  return record(
    { type: 'final_review_ended', report },
    ...addFixUnits(state, serious, 'final_review'),
  );
}

const ask = (
  misses: readonly Miss[],
  choice: Choice,
  { state, now }: Situation,
): Command =>
  askBeforeLanding(state, {
    kind: 'final_review',
    context: [
      'No reviewer could look at everything together.',
      ...misses.map(
        ({ attempt, failure }) =>
          `- ${FINAL_TASK} review ${attempt.n} (${attempt.backend}): ${failure.type}: ${failure.message}`,
      ),
      ...(choice.type === 'none' ? choice.why.map((why) => `- ${why}`) : []),
      ...(misses.length === 0 &&
      choice.type === 'none' &&
      choice.why.length === 0
        ? ['- no reviewer is installed']
        : []),
      'Each unit has had its own review.',
    ],
    retry: 'Ask the reviewers again',
    accept: 'Land it without that review',
    backends: choice.type === 'none' ? choice.closed : [],
    now,
  });

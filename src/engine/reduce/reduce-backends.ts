import { plusMs } from '../../lib/iso-time.ts';
import type { Attempt, EndedAttempt } from '../../model/attempt.ts';
import { cliOf } from '../../model/backend.ts';
import type { EventOf } from '../../model/event.ts';
import type { Failure } from '../../model/failure.ts';
import type { State, Width } from '../../model/state.ts';
import { backendPause, MAX_BACKOFF_MS, nextTry } from '../backends/failures.ts';

type Backends = Pick<State, 'parked' | 'closed' | 'widths'>;

/** A limit that names a time in the past would be asked again at once. */
const SHORTEST_PAUSE_MS = 1_000;

/**
 * What the end of an attempt says about its CLI: a limit or a missing login is
 * the CLI's, with all its models, and not the unit's.
 */
export function backendsAfter(state: State, ended: EndedAttempt): Backends {
  const { parked, closed, widths } = state;
  const { backend, outcome } = ended;
  const cli = cliOf(backend);
  if (outcome.type === 'interrupted') return { parked, closed, widths };
  if (outcome.type === 'succeeded') {
    return { parked, closed: without(closed, cli), widths: wider(widths, cli) };
  }
  const { failure } = outcome;
  const does = backendPause(failure);
  if (does === 'close') {
    return { parked, closed: { ...closed, [cli]: failure }, widths };
  }
  if (does === null) return { parked, closed, widths };
  const mine = attemptsOf(cli, state);
  return {
    parked: { ...parked, [cli]: pauseEnd(ended, failure, mine) },
    closed,
    widths:
      failure.type === 'rate_limit' ? narrower(widths, ended, mine) : widths,
  };
}

/** When the CLI may be called again. */
function pauseEnd(
  { ended_at, attempt_id }: EndedAttempt,
  failure: Failure,
  mine: readonly Attempt[],
): string {
  const failures = limitsInARow(mine);
  const named = nextTry(failure, { failures, now: ended_at, attempt_id });
  const shortest = SHORTEST_PAUSE_MS * 2 ** (failures - 1);
  const soonest = plusMs(ended_at, Math.min(shortest, MAX_BACKOFF_MS));
  return named > soonest ? named : soonest;
}

const attemptsOf = (cli: string, state: State): readonly Attempt[] =>
  [
    ...state.run_attempts,
    ...state.units.flatMap(({ attempts }) => attempts),
  ].filter(({ backend }) => cliOf(backend) === cli);

/**
 * Limits that a CLI ran into one after the other. Agents that were limited side
 * by side ran into one and the same.
 */
function limitsInARow(attempts: readonly Attempt[]): number {
  const ended = attempts
    .filter((attempt): attempt is EndedAttempt => attempt.status === 'ended')
    .toSorted((a, b) => (a.ended_at < b.ended_at ? 1 : -1));
  let count = 0;
  let before: string | null = null;
  for (const { outcome, started_at, ended_at } of ended) {
    if (outcome.type === 'succeeded') break;
    const isLimit =
      outcome.type === 'failed' && backendPause(outcome.failure) === 'pause';
    if (!isLimit || (before !== null && ended_at > before)) continue;
    count += 1;
    before = started_at;
  }
  return Math.max(count, 1);
}

/** A rate limit halves how many run at once, once for all that ran into it together. */
function narrower(
  widths: State['widths'],
  { backend, started_at, ended_at }: EndedAttempt,
  mine: readonly Attempt[],
): State['widths'] {
  const cli = cliOf(backend);
  const known = widths[cli];
  if (known !== undefined && started_at < known.since) return widths;
  const running = mine.filter(({ status }) => status === 'running').length + 1;
  const agents = Math.min(known?.agents ?? running, running);
  const width: Width = {
    agents: Math.max(1, Math.floor(agents / 2)),
    since: ended_at,
  };
  return { ...widths, [cli]: width };
}

/** One more with each success. */
function wider(widths: State['widths'], cli: string): State['widths'] {
  const known = widths[cli];
  return known === undefined
    ? widths
    : { ...widths, [cli]: { ...known, agents: known.agents + 1 } };
}

/** A person says that these CLIs are usable again. */
export function reopenedBy(
  { closed, decisions }: State,
  { decision_id, answer }: EventOf<'decision_answered'>,
): State['closed'] {
  if (answer.action !== 'retry' && answer.action !== 'fixed_by_hand') {
    return closed;
  }
  const backends =
    decisions.find(({ id }) => id === decision_id)?.backends ?? [];
  return backends.reduce(without, closed);
}

function without(closed: State['closed'], cli: string): State['closed'] {
  if (closed[cli] === undefined) return closed;
  return Object.fromEntries(
    Object.entries(closed).filter(([name]) => name !== cli),
  );
}

import type { Event } from '../../model/event.ts';
import { FIRST_TICK } from '../../model/tick.ts';
import type { Tick } from '../../model/tick.ts';

/**
 * What an event means for `--mode llm`: whatever ends is news to the
 * orchestrator, and what it was granted before then is over. A halt stays.
 */
export function tickAfter(tick: Tick, event: Event): Tick {
  if (event.type === 'run_started') return FIRST_TICK;
  const next = grantsAfter(tick, event);
  return ACTS.has(event.type) && !tick.has_acted
    ? { ...next, has_acted: true }
    : next;
}

/** Facts that something was done about the run, as against found or taken back. */
const ACTS: ReadonlySet<Event['type']> = new Set([
  'attempt_started',
  'checks_started',
  'work_taken',
  'review_ended',
  'integration_started',
  'decision_opened',
  'final_review_ended',
  'learnings_started',
  'gate_started',
  'landing_started',
]);

function grantsAfter(tick: Tick, event: Event): Tick {
  if (tick.granted.includes('halt')) return tick;
  switch (event.type) {
    case 'tick_ended': {
      const { granted, refused, notes, is_fallback } = event;
      // What ended while it thought it has not seen.
      const has_news = !is_fallback && tick.has_news;
      return { ...tick, granted, refused, notes, misses: 0, has_news };
    }
    case 'attempt_started':
      return event.role === 'orchestrate'
        ? { ...tick, granted: [], has_news: false }
        : tick;
    case 'attempt_ended':
      return event.attempt_id.startsWith(ORCHESTRATING)
        ? afterAnswer(tick, event)
        : { ...tick, granted: [], has_news: true };
    case 'plan_ready':
    case 'plan_changed':
    case 'checks_ended':
    case 'work_taken':
    case 'baseline_ended':
    case 'integrated':
    case 'integration_failed':
    case 'decision_answered':
    case 'revert_ended':
      return { ...tick, granted: [], has_news: true };
    // It is one of the things that were granted: the others go on.
    case 'review_ended':
      return { ...tick, has_news: true };
    default:
      return tick;
  }
}

/** How the ids of its attempts begin: `run/orchestrate-3`. */
const ORCHESTRATING = 'run/orchestrate-';

/** An answer that cannot be used is told back; a good one is judged by itself. */
function afterAnswer(
  tick: Tick,
  { outcome }: Extract<Event, { type: 'attempt_ended' }>,
): Tick {
  if (outcome.type !== 'failed') return tick;
  const { type, message } = outcome.failure;
  return {
    ...tick,
    refused: [`your last answer (${type}): ${message}`],
    misses: tick.misses + 1,
    has_news: true,
  };
}

import type { Attempt } from '../model/attempt.ts';
import type { EventBody } from '../model/event.ts';
import type { State } from '../model/state.ts';
import { attemptEnded } from './facts.ts';
import { START } from './planned-state.ts';
import { append } from './play.ts';
import type { Play } from './play.ts';

/** The next start of a run that is known: what ran when it ended was interrupted. */
export function resumed(state: State): Play {
  const { run } = state;
  if (run === null) throw new Error('Internal error: the run never started');
  const running = [
    ...state.run_attempts,
    ...state.units.flatMap(({ attempts }) => attempts),
  ].filter(({ status }) => status === 'running');
  return append({ state, now: state.updated_at ?? START, pending: [] }, {}, [
    { type: 'run_started', resumed: true, ...run },
    ...running.map(interrupted),
  ]);
}

const interrupted = (attempt: Attempt): EventBody =>
  attemptEnded(attempt, {
    outcome: { type: 'interrupted' },
    evidence: null,
    report: null,
    verdict: null,
  });

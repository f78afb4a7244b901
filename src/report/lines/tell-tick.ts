import type { EventOf } from '../../model/event.ts';
import { count } from '../../view/format.ts';
import { say } from './said.ts';
import type { Said } from './said.ts';

/** What the orchestrator of `--mode llm` may have, what it may not, and that it was passed over. */
export function tellTick(event: EventOf<'tick_ended'>): Said {
  const { granted, refused, notes, is_fallback } = event;
  const why = notes === '' ? '' : `: ${notes}`;
  if (is_fallback) {
    return say(
      `this tick is decided without the orchestrator${why}`,
      'warning',
    );
  }
  const what = granted.length === 0 ? 'waits' : granted.join(', ');
  const not = refused.length === 0 ? '' : `; refused: ${refused.join('; ')}`;
  return say(
    `orchestrator: ${what}${why}${not}`,
    refused.length === 0 ? 'active' : 'warning',
  );
}

/** Which commits were taken back, or why none was. */
export function tellRevert({
  reverted,
  problem,
}: EventOf<'revert_ended'>): Said {
  if (problem !== null) return say(`not reverted: ${problem}`, 'bad');
  const ids = reverted.map(({ task_id }) => task_id).join(', ');
  return say(`${count(reverted.length, 'commit')} reverted: ${ids}`, 'good');
}

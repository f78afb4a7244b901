import type { CommandModule } from '../command.ts';
import type { STATUS_OPTIONS } from '../option-tables.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import { usageError, UserError } from '../../model/user-error.ts';
import { explainText } from '../../report/explain-text.ts';
import { toAgentState } from '../../view/agent-state.ts';
import type { Explanation } from '../../view/explain-plan.ts';
import { explainWait } from '../../view/explain-wait.ts';
import type { Look } from '../../view/explain-wait.ts';
import { isSettled } from '../../view/status-look.ts';
import { runUsage } from '../../view/usage.ts';
import { findWaits } from '../../view/waits.ts';
import { knownLimits } from '../run/known-limits.ts';
import { replay } from '../run/known-run.ts';
import { openPlace } from '../run/place.ts';
import { readPlaceOptions } from '../run/read-settings.ts';
import { recordedPrices } from '../run/recorded-prices.ts';
import { requirementsAt, tellEnd } from '../run/tell-end.ts';

/** Shows where a run is, whether it runs right now or not; reads only. */
export const command: CommandModule<typeof STATUS_OPTIONS> = {
  run: async ({ options }, io) => {
    const place = await openPlace(readPlaceOptions(options, io));
    const { events } = readJournal(place.layout.journal);
    const state = replay(events);
    if (state.run === null) {
      throw new UserError(`${place.layout.specPath} was never started.`, {
        hint: `orchestration-loop ${place.flags.join(' ')}`,
      });
    }
    const limits = await knownLimits(events, io);
    const look: Look = {
      ...{ state, limits, flags: place.flags },
      now:
        state.finished === null ? systemClock.now() : (state.updated_at ?? ''),
    };
    const explanations =
      options.explain === undefined ? null : explain(options.explain, look);
    if (options.json === true) {
      const status = {
        ...toAgentState(state, findWaits(state, look)),
        usage: runUsage(state, recordedPrices(events)),
        ...(explanations === null ? {} : { explanations }),
      };
      io.stdout.write(`${JSON.stringify(status, null, 2)}\n`);
    } else if (explanations !== null) {
      io.stdout.write(explainText(explanations));
    } else {
      const presentation = { json: false };
      const requirements = await requirementsAt(place);
      tellEnd(state, { place, presentation, io, limits, requirements });
    }
    return EXIT_CODES.complete;
  },
};

/** One unit, or all that are open where none is named. */
function explain(wanted: string | true, look: Look): readonly Explanation[] {
  const { units } = look.state;
  const ids =
    wanted === true
      ? units.flatMap(({ plan, status }) =>
          isSettled(status) ? [] : [plan.task_id],
        )
      : [wanted];
  return ids.map((id) => {
    const explanation = explainWait(id, look);
    if (explanation !== undefined) return explanation;
    const known = units.map(({ plan }) => plan.task_id).join(', ');
    throw usageError(
      `no unit is called ${JSON.stringify(id)}`,
      known === '' ? 'Nothing is planned yet.' : `There are ${known}.`,
    );
  });
}

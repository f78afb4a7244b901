import type { CommandModule } from '../command.ts';
import type { STATUS_OPTIONS } from '../option-tables.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import { usageError } from '../../model/user-error.ts';
import { explainText } from '../../report/explain-text.ts';
import type { Explanation } from '../../view/plan/explain-plan.ts';
import { explainWait } from '../../view/explain-wait.ts';
import type { Look } from '../../view/explain-wait.ts';
import { isSettled } from '../../view/status-look.ts';
import { openPlace } from '../records/place.ts';
import { readPlaceOptions } from '../settings/read-settings.ts';
import { requirementsAt, tellEnd } from '../run/tell-end.ts';
import { watchRun } from '../status/look-at-run.ts';
import { boardLines, boardOptions } from '../status/say-board.ts';
import { statusJson } from '../status/status-json.ts';
import { watchStatus } from '../status/watch-status.ts';
import { toJsonText } from '../../report/lines/ndjson.ts';

/** Shows where a run is, whether it runs right now or not; reads only. */
export const command: CommandModule<typeof STATUS_OPTIONS> = {
  run: async ({ options }, io) => {
    const place = await openPlace(readPlaceOptions(options, io));
    const json = options.json === true;
    if (options.watch === true) return watchStatus(place, { json, io });
    const look = await watchRun(place, io).look();
    const { state, limits, now, events } = look;
    const explanations =
      options.explain === undefined
        ? null
        : explain(options.explain, { state, limits, now, flags: place.flags });
    if (json) {
      const status = {
        ...statusJson(look),
        ...(explanations === null ? {} : { explanations }),
      };
      io.stdout.write(toJsonText(status));
    } else if (explanations !== null) {
      io.stdout.write(explainText(explanations));
    } else if (state.finished === null) {
      const lines = boardLines(look, boardOptions(io));
      io.stdout.write(`${lines.join('\n')}\n`);
    } else {
      const presentation = { json: false };
      const requirements = await requirementsAt(place);
      tellEnd(state, {
        ...{ place, presentation, io },
        ...{ limits, requirements, events },
      });
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

import type { CommandModule } from '../command.ts';
import type { PLAN_OPTIONS } from '../option-tables.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import { usageError } from '../../model/user-error.ts';
import { explainText } from '../../report/explain-text.ts';
import { planJson } from '../../report/plan/plan-json.ts';
import { scheduleLines } from '../../report/plan/plan-schedule.ts';
import { planText } from '../../report/plan/plan-text.ts';
import { explainUnit } from '../../view/plan/explain-plan.ts';
import type { Explanation } from '../../view/plan/explain-plan.ts';
import { toFullPlanOverview } from '../../view/plan/plan-overview.ts';
import type { FullPlanOverview } from '../../view/plan/plan-overview.ts';
import {
  planFactsOf,
  planLimitsOf,
  planSettingsOf,
  playOf,
} from '../run/plan-data.ts';
import { prepareRun } from '../run/prepare-run.ts';
import { readSettings } from '../settings/read-settings.ts';
import { columnsOf } from '../run/say-plan.ts';

/** Shows who would do what, and when; starts nothing and writes nothing. */
export const command: CommandModule<typeof PLAN_OPTIONS> = {
  run: async ({ options }, io) => {
    const settings = await readSettings({ ...options, allowDirty: true }, io);
    const prepared = await prepareRun(settings, io, { needsAgents: false });
    const overview = toFullPlanOverview(
      playOf(prepared),
      planLimitsOf(prepared, settings),
    );
    const explanations =
      options.explain === undefined ? null : explain(options.explain, overview);
    const columns = columnsOf(io.stdout);
    const facts = planFactsOf(prepared, settings);
    io.stdout.write(
      options.json === true
        ? planJson({
            ...{ spec_path: facts.spec_path, overview, explanations },
            settings: planSettingsOf(prepared, settings),
          })
        : explanations === null
          ? planText(
              { ...facts, overview },
              { columns, schedule: (width) => scheduleLines(overview, width) },
            )
          : explainText(explanations, { columns }),
    );
    return EXIT_CODES.complete;
  },
};

/** One unit, or all of them where none is named. */
function explain(
  wanted: string | true,
  overview: FullPlanOverview,
): readonly Explanation[] {
  const ids = overview.open.map(({ plan }) => plan.task_id);
  return (wanted === true ? ids : [wanted]).map((id) => {
    const explanation = explainUnit(id, overview);
    if (explanation !== undefined) return explanation;
    throw usageError(
      `no open unit is called ${JSON.stringify(id)}`,
      ids.length === 0
        ? 'Nothing is left in this plan.'
        : `There are ${ids.join(', ')}.`,
    );
  });
}

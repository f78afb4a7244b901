import { planText } from '../../report/plan/plan-text.ts';
import { toPlanOverview } from '../../view/plan/plan-overview.ts';
import type { Io } from '../command.ts';
import { planFactsOf, planLimitsOf, playOf } from './plan-data.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { RunSettings } from '../settings/settings.ts';

/** The plan as a person is asked to agree to it. */
export const planOf = (
  prepared: PreparedRun,
  settings: RunSettings,
  columns?: number,
): string =>
  planText(
    {
      ...planFactsOf(prepared, settings),
      overview: toPlanOverview(
        playOf(prepared),
        planLimitsOf(prepared, settings),
      ),
    },
    { columns },
  );

/** Shows it on stderr: stdout is for what other programs read. */
export function sayPlan(
  prepared: PreparedRun,
  settings: RunSettings,
  io: Io,
): void {
  io.stderr.write(planOf(prepared, settings, columnsOf(io.stderr)));
}

/** How wide a terminal is; undefined where it is none. */
export const columnsOf = (stream: NodeJS.WritableStream): number | undefined =>
  'columns' in stream && typeof stream.columns === 'number'
    ? stream.columns
    : undefined;

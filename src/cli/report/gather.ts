import { systemClock } from '../../adapters/clock/system-clock.ts';
import { loadConfig } from '../../adapters/config/load-config.ts';
import { readRecorded } from '../../adapters/config/recorded-settings.ts';
import { plainSettings } from '../../adapters/config/settings.ts';
import { runProcess } from '../../adapters/process/run-process.ts';
import { readDiffs } from '../../adapters/workspace/read-diffs.ts';
import { createMask } from '../../lib/mask-secrets.ts';
import type { Event } from '../../model/event.ts';
import type { TaskId } from '../../model/ids.ts';
import { currentEvidence } from '../../model/state-access.ts';
import type { State } from '../../model/state.ts';
import type { ReportData } from '../../report/report-data.ts';
import type { Io } from '../command.ts';
import { knownLimits } from '../records/known-limits.ts';
import { knownSecrets } from '../settings/known-secrets.ts';
import type { Place } from '../records/place.ts';
import { defaultJobs } from '../settings/settings.ts';
import { lifeOf, lookAtRunner } from '../status/look-at-life.ts';
import { requirementsAt, summaryOf } from '../run/tell-end.ts';

/** A run that is told, and from where. */
export type Told = {
  readonly state: State;
  readonly events: readonly Event[];
  readonly place: Place;
  readonly io: Io;
};

/** What every form but the page is made from: nothing of it asks git. */
export async function gather(told: Told): Promise<ReportData> {
  const { state, events, place, io } = told;
  const limits = await knownLimits(events, io);
  return {
    state,
    events,
    limits,
    summary: summaryOf(state, {
      ...{ place, io, limits, events },
      runner: lifeOf(lookAtRunner(place.layout)),
      requirements: await requirementsAt(place),
    }),
    now: systemClock.now(),
    diffs: new Map(),
  };
}

/** What each unit changed, as git still has it, with every known secret masked. */
export async function gatherDiffs(told: Told): Promise<ReportData['diffs']> {
  const { state, place, io } = told;
  const { workdir } = place.layout;
  const requests = state.units.flatMap((unit) => {
    const { base = null, commit = null } = currentEvidence(unit) ?? {};
    const own = { name: unit.plan.task_id };
    // What was integrated counts: it may have been put upon other work.
    if (unit.commit !== null)
      return [{ ...own, from: `${unit.commit}^`, to: unit.commit }];
    return base === null || commit === null
      ? []
      : [{ ...own, from: base, to: commit }];
  });
  const diffs = await readDiffs<TaskId>(
    { workdir, env: io.env, execGit: runProcess },
    requests,
  );
  const mask = createMask(secretsOf(told));
  return new Map([...diffs].map(([id, diff]) => [id, mask(diff)]));
}

/** Of the environment, and of the config as it is now. */
function secretsOf({ events, place, io }: Told): readonly string[] {
  const { settings } = loadConfig({
    workdir: place.layout.workdir,
    flags: {},
    env: io.env,
    recorded: readRecorded(events),
    defaultJobs: defaultJobs(),
  });
  return knownSecrets(plainSettings(settings), io.env);
}

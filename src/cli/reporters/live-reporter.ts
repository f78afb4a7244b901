import type { Event } from '../../model/event.ts';
import type { AttemptId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { Activity } from '../../ports/agents.ts';
import { plainLine } from '../../report/lines/plain.ts';
import { mountLive } from '../../ui/mount-live.tsx';
import type { LiveView } from '../../ui/mount-live.tsx';
import { toLiveDetails } from '../../view/live/details.ts';
import type { LiveDetails } from '../../view/live/details.ts';
import { toLiveModel } from '../../view/live/live.ts';
import type { LiveModel } from '../../view/live/live.ts';
import { oneLine } from '../../view/terminal-text.ts';
import type { LiveReporterOptions, Reporter } from './reporter.ts';
import { createUnitLogs } from './unit-logs.ts';
import type { UnitLogs } from './unit-logs.ts';

/** Elapsed times are shown in seconds. */
const REFRESH_MS = 1000;
/** Rings the terminal's bell, and moves nothing on the screen. */
const BELL = '\u0007';

/** What was heard of the agents: what each does now, and what was said so far. */
type Heard = {
  readonly activity: Map<AttemptId, Activity>;
  readonly logs: UnitLogs;
};

/** Draws the run on the terminal, with every line worth telling above it. */
export function createLiveReporter(options: LiveReporterOptions): Reporter {
  const { terminal, io } = options;
  const colour = isColoured(io.env);
  const heard: Heard = { activity: new Map(), logs: createUnitLogs() };
  let state: State | null = null;
  let view: LiveView | null = null;
  let isGone = false;
  let told: string[] = [];
  const timer = setInterval(draw, REFRESH_MS);
  timer.unref();
  // The terminal was closed, or its reader has left: the run goes on unseen.
  terminal.once('error', () => {
    isGone = true;
    options.onGone();
  });

  function draw(): void {
    if (state === null || isGone) return;
    const model = modelOf(state, { options, heard });
    view ??= mountLive({
      ...options,
      stdout: terminal,
      stdin: io.stdin,
      initial: model,
      isColoured: colour,
      detailsOf: (id) =>
        state === null ? null : detailsOf(id, { state, options, heard }),
      onPause: () => {
        options.onPause();
        draw();
      },
    });
    view.update(model, told);
    told = [];
  }

  return {
    onEvents: (events, next) => {
      state = next;
      for (const event of events) {
        note(event, heard);
        const line = plainLine(event, { colour });
        if (line !== null) told.push(line);
      }
      const isCalling = events.some(({ type }) => CALLS.has(type));
      if (isCalling && !isGone) terminal.write(BELL);
      draw();
    },
    onActivity: (attemptId, text) => {
      hear(attemptId, text, heard);
      draw();
    },
    say: (text) => {
      told.push(oneLine(text));
      draw();
    },
    end: async () => {
      clearInterval(timer);
      await view?.end();
    },
  };
}

/** What somebody who looks elsewhere wants to hear of. */
const CALLS: ReadonlySet<string> = new Set(['decision_opened', 'run_finished']);

function note(event: Event, { activity, logs }: Heard): void {
  logs.note(event);
  if (event.type !== 'attempt_ended') return;
  activity.delete(event.attempt_id);
  logs.forget(event.attempt_id);
}

function hear(
  attemptId: string,
  text: string,
  { activity, logs }: Heard,
): void {
  const at = new Date().toISOString();
  activity.set(attemptId as AttemptId, { text, at });
  logs.hear(attemptId, text);
}

type About = {
  readonly options: LiveReporterOptions;
  readonly heard: Heard;
};

function modelOf(state: State, { options, heard }: About): LiveModel {
  const isDraining = options.isDraining();
  const isPaused = options.isPaused();
  return toLiveModel(state, {
    now: new Date().toISOString(),
    jobs: options.jobs,
    limits: { ...options.limits, isDraining, isPaused },
    activity: heard.activity,
    isDraining,
    isPaused,
    flags: options.flags,
    prices: options.prices,
  });
}

/** Asked for while a unit is open, at each frame. */
function detailsOf(
  task_id: string,
  { state, ...about }: About & { readonly state: State },
): LiveDetails | null {
  const { rows } = modelOf(state, about);
  const row = rows.find((each) => each.task_id === task_id);
  return row === undefined
    ? null
    : toLiveDetails(state, {
        row,
        now: new Date().toISOString(),
        log: about.heard.logs.of(row.task_id),
        prices: about.options.prices,
      });
}

const isColoured = (env: NodeJS.ProcessEnv): boolean =>
  (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';

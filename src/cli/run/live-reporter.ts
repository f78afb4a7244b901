import type { AttemptId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import type { Activity } from '../../ports/agents.ts';
import { plainLine } from '../../report/plain.ts';
import { mountLive } from '../../ui/mount-live.tsx';
import type { LiveView } from '../../ui/mount-live.tsx';
import { toLiveModel } from '../../view/live.ts';
import type { LiveModel } from '../../view/live.ts';
import { oneLine } from '../../view/terminal-text.ts';
import type { LiveReporterOptions, Reporter } from './reporter.ts';

/** Elapsed times are shown in seconds. */
const REFRESH_MS = 1000;

/** Draws the run on the terminal, with every line worth telling above it. */
export function createLiveReporter(options: LiveReporterOptions): Reporter {
  const { stdin, env } = options.io;
  const activity = new Map<AttemptId, Activity>();
  let state: State | null = null;
  let view: LiveView | null = null;
  let told: string[] = [];
  const timer = setInterval(draw, REFRESH_MS);
  timer.unref();

  function model(of: State): LiveModel {
    return toLiveModel(of, {
      now: new Date().toISOString(),
      jobs: options.jobs,
      limits: { ...options.limits, isDraining: options.isDraining() },
      activity,
      isDraining: options.isDraining(),
      flags: options.flags,
      prices: options.prices,
    });
  }

  function draw(): void {
    if (state === null) return;
    const next = model(state);
    view ??= mountLive({
      ...options,
      stdout: options.terminal,
      stdin,
      initial: next,
      isColoured: isColoured(env),
    });
    view.update(next, told);
    told = [];
  }

  return {
    onEvents: (events, next) => {
      state = next;
      for (const event of events) {
        if (event.type === 'attempt_ended') activity.delete(event.attempt_id);
        const line = plainLine(event, { colour: isColoured(env) });
        if (line !== null) told.push(line);
      }
      draw();
    },
    onActivity: (attemptId, text) => {
      activity.set(attemptId as AttemptId, {
        text,
        at: new Date().toISOString(),
      });
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

const isColoured = (env: NodeJS.ProcessEnv): boolean =>
  (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';

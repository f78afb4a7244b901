import pLimit from 'p-limit';
import type { Command } from '../model/command.ts';
import type { DecisionId } from '../model/ids.ts';
import type { State } from '../model/state.ts';
import { decide } from '../engine/decide.ts';
import { nextWake } from '../engine/schedule/wake.ts';
import type { LoopContext, LoopListener, LoopPorts } from './context.ts';
import type { LoopSettings } from './context.ts';
import { createBell } from './bell.ts';
import type { Bell } from './bell.ts';
import { perform } from './perform.ts';
import { createLedger } from './ledger.ts';
import { recover } from './recover.ts';
import { createEditFollower } from './follow-edits.ts';
import type { EditFollower } from './follow-edits.ts';
import { hiddenWork, showWork, withFolders } from './show-work.ts';
import { createSpecReader } from './spec-reader.ts';
import { createTicker } from './ticker.ts';

/** A switch of this sitting: what it says is not written down. */
export type Pausing = {
  readonly isPaused: () => boolean;
  /** Told of each change until the signal aborts. */
  readonly onChange: (
    listener: () => void,
    options: { readonly signal: AbortSignal },
  ) => void;
};

/** Everything one run of the loop needs. */
export type LoopInput = {
  /** The sum of the journal so far; `run_started` of this start included. */
  readonly state: State;
  readonly ports: LoopPorts;
  readonly settings: LoopSettings;
  readonly listener: LoopListener;
  /** No new work from here on; what runs may end. */
  readonly drain: AbortSignal;
  /** What runs has to end now. */
  readonly kill: AbortSignal;
  /** Lets a person hold new work back for a while; left out where nobody can. */
  readonly pausing?: Pausing;
  /** Exit code of a run that was stopped from outside. */
  readonly stoppedWith: () => number;
  /** Connects whoever answers decisions; called once, with the way to append. */
  readonly onReady?: (ledger: LoopContext['ledger']) => void;
};

/**
 * The dispatch loop: ask the engine, write down, act, until nothing is left.
 * Returns the last state. Throws only on bugs and on what makes going on
 * unsafe (a lost lock, a full disk); nothing of the run is alive after it.
 */
export async function runLoop(input: LoopInput): Promise<State> {
  const bell = createBell();
  const stop = new AbortController();
  const spec = createSpecReader(input.ports.specFolder, input.listener);
  const ticker = createTicker(input.ports.specFolder, {
    spec,
    onWarning: input.listener.onWarning,
  });
  const context: LoopContext = {
    ports: input.ports,
    settings: input.settings,
    listener: input.listener,
    spec,
    flushTicks: () => ticker.flush(),
    signal: AbortSignal.any([input.kill, stop.signal]),
    ledger: createLedger({
      journal: input.ports.journal,
      state: input.state,
      onEvents: (events, state) => {
        ticker.note(events, state);
        input.listener.onEvents(events, state);
        bell.ring();
      },
    }),
  };
  const ring = (): void => {
    bell.ring();
  };
  input.drain.addEventListener('abort', ring, { signal: stop.signal });
  input.pausing?.onChange(ring, { signal: stop.signal });
  const running = new Set<Promise<void>>();
  try {
    await recover(context);
    ticker.all(context.ledger.state());
    input.onReady?.(context.ledger);
    await spec.read();
    const edits = createEditFollower(context, spec.latest);
    await turn({ input, context, bell, running, edits });
    writeDownStop(input, context);
  } finally {
    stop.abort();
    await Promise.allSettled(running);
    await ticker.flush();
  }
  return context.ledger.state();
}

/** A stop from outside is an end like any other: the next start reads it. */
function writeDownStop(input: LoopInput, { ledger }: LoopContext): void {
  const state = ledger.state();
  if (state.finished !== null) return;
  ledger.append({
    type: 'run_finished',
    exit_code: input.stoppedWith(),
    completed: state.units.filter(({ status }) => status === 'completed')
      .length,
    total: state.units.length,
    landed: false,
    reason: 'stopped',
  });
}

type Turning = {
  readonly input: LoopInput;
  readonly context: LoopContext;
  readonly bell: Bell;
  readonly running: Set<Promise<void>>;
  readonly edits: EditFollower;
};

/** Commands in a row without anything ending that can only be a bug. */
const MAX_COMMANDS_PER_UNIT = 50;

async function turn(turning: Turning): Promise<void> {
  const { input, context, bell, running, edits } = turning;
  // The engine gives out only as many agents as there are slots: a safety cap.
  const cap = pLimit(input.settings.limits.jobs);
  const failures: unknown[] = [];
  const shown = new Set<DecisionId>();
  let inARow = 0;
  for (;;) {
    if (failures.length > 0) throw failures[0];
    edits.follow();
    const command = decide(situation(input, context));
    if (command !== null) {
      inARow += 1;
      guard(inARow, context.ledger.state());
      const hidden = hiddenWork(command, context);
      if (hidden !== null && !shown.has(hidden.id)) {
        shown.add(hidden.id);
        await showWork(hidden, context);
        continue;
      }
      start(command);
      continue;
    }
    inARow = 0;
    if (isOver(context.ledger.state(), input.drain, running)) return;
    await pause(input, context, bell);
  }

  function start(command: Command): void {
    context.ledger.append(...withFolders(command.events, context));
    if (command.type === 'record' || command.type === 'finish') return;
    const act = (): Promise<void> => perform(command, context);
    const job = (command.type === 'run_attempt' ? cap(act) : act()).catch(
      (error: unknown) => {
        failures.push(error);
      },
    );
    running.add(job);
    void job.finally(() => {
      running.delete(job);
      bell.ring();
    });
  }
}

const situation = (input: LoopInput, context: LoopContext) => ({
  state: context.ledger.state(),
  limits: {
    ...input.settings.limits,
    isDraining: input.drain.aborted,
    isPaused: input.pausing?.isPaused() ?? false,
  },
  now: input.ports.clock.now(),
});

const isOver = (
  state: State,
  drain: AbortSignal,
  running: ReadonlySet<unknown>,
): boolean => running.size === 0 && (state.finished !== null || drain.aborted);

/** Until something ends, somebody answers, or a pause is over. */
async function pause(
  input: LoopInput,
  context: LoopContext,
  bell: Bell,
): Promise<void> {
  const wake = nextWake(situation(input, context));
  const done = new AbortController();
  const waits = [bell.rung()];
  if (wake !== null) {
    waits.push(input.ports.clock.until(wake, { signal: done.signal }));
  }
  await Promise.race(waits);
  done.abort();
}

function guard(inARow: number, state: State): void {
  if (inARow > MAX_COMMANDS_PER_UNIT * (state.units.length + 10)) {
    throw new Error('Internal error: the engine decides without end');
  }
}

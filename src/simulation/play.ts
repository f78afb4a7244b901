import { decide } from '../engine/decide.ts';
import type { Limits } from '../engine/limits.ts';
import { reduce } from '../engine/reduce.ts';
import { nextWake } from '../engine/schedule/wake.ts';
import { plusMs } from '../lib/iso-time.ts';
import type { Command } from '../model/command.ts';
import type { Event, EventBody } from '../model/event.ts';
import type { State } from '../model/state.ts';

/** What a command comes to: how long that takes, and the facts it leaves. */
export type Ending = {
  /** Milliseconds of virtual time. */
  readonly ms: number;
  /** Asked when it ends, with the state of that moment. */
  readonly events: (state: State) => readonly EventBody[];
};

/** Plays the world: agents, checks, git and people. A command nobody answers is never heard of again. */
export type Cast = (command: Command, state: State) => readonly Ending[];

/** What stays the same while a play goes on. */
export type Stage = {
  readonly limits: Limits;
  readonly cast: Cast;
  /** Told each fact with the state it leads to. */
  readonly onEvent?: (event: Event, state: State) => void;
};

/** The engine in a world of its own, between two moments of virtual time. */
export type Play = {
  readonly state: State;
  /** ISO time. */
  readonly now: string;
  /** What is under way, by the ISO time at which it ends. */
  readonly pending: readonly Pending[];
};

type Pending = Pick<Ending, 'events'> & { readonly at: string };

/** Facts that nobody had to wait for. */
export function append(
  play: Play,
  stage: Pick<Stage, 'onEvent'>,
  bodies: readonly EventBody[],
): Play {
  let { state } = play;
  for (const body of bodies) {
    const event: Event = { ...body, seq: state.seq + 1, at: play.now };
    state = reduce(state, event);
    stage.onEvent?.(event, state);
  }
  return { ...play, state };
}

/** Commands in a row without anything ending that can only be a bug. */
const MOST_COMMANDS_PER_UNIT = 50;

/** Everything the engine decides at this moment, begun. */
export function settle(play: Play, stage: Stage): Play {
  const { limits, cast } = stage;
  const most = MOST_COMMANDS_PER_UNIT * (play.state.units.length + 1);
  let at = play;
  for (let count = 0; count < most; count += 1) {
    const command = decide({ state: at.state, limits, now: at.now });
    if (command === null) return at;
    at = append(at, stage, command.events);
    const begun = cast(command, at.state).map(({ ms, events }) => ({
      at: plusMs(at.now, ms),
      events,
    }));
    if (begun.length > 0) at = { ...at, pending: [...at.pending, ...begun] };
  }
  throw new Error(
    `Internal error: ${most} commands and nothing ended in between`,
  );
}

/** The next moment at which something ends, or a pause; null where there is none. */
export function advance(play: Play, stage: Stage): Play | null {
  const { state, now, pending } = play;
  if (state.finished !== null) return null;
  const next = earliest(pending);
  const wake = nextWake({ state, limits: stage.limits, now });
  if (wake !== null && (next === null || wake < next.at)) {
    return { ...play, now: wake };
  }
  if (next === null) return null;
  const rest = pending.filter((each) => each !== next);
  const at = next.at > now ? next.at : now;
  const later = { ...play, now: at, pending: rest };
  return append(later, stage, next.events(state));
}

/** What ends first; of two at once what began first. */
const earliest = (pending: readonly Pending[]): Pending | null =>
  pending.reduce<Pending | null>(
    (first, each) => (first === null || each.at < first.at ? each : first),
    null,
  );

/** Decides and waits until nothing is left of either; `onTurn` sees each moment once all is begun. */
export function playOut(
  play: Play,
  stage: Stage,
  onTurn: (play: Play) => void = () => undefined,
): Play {
  for (let at = settle(play, stage); ;) {
    onTurn(at);
    const next = advance(at, stage);
    if (next === null) return at;
    at = settle(next, stage);
  }
}

import type { Limits } from '../../engine/limits.ts';
import type { Budget } from '../../model/budget.ts';
import type { Event } from '../../model/event.ts';
import type { Io } from '../command.ts';
import type { State } from '../../model/state.ts';

/** What a person says to a decision. */
export type Answer = {
  readonly decision_id: string;
  readonly option: number;
  readonly note: string | null;
};

/** Shows a run to whoever started it; draws, and decides nothing. */
export type Reporter = {
  readonly onEvents: (events: readonly Event[], state: State) => void;
  readonly onActivity: (attemptId: string, text: string) => void;
  /** A sentence beside the events. */
  readonly say: (text: string) => void;
  /** Takes down what is drawn, so that the last lines stand on a clean screen. */
  readonly end: () => Promise<void>;
};

/** What the live view needs to know and whom its keys reach. */
export type LiveReporterOptions = {
  readonly io: Io;
  /** Where it is drawn. */
  readonly terminal: NodeJS.WriteStream;
  readonly jobs: number;
  /** What the run may use. */
  readonly limits: Limits;
  /** Flags that name this run in a command. */
  readonly flags: readonly string[];
  /** For CLIs that do not say what they cost. */
  readonly prices: Budget['prices'];
  /** A person answers a decision in the live view. */
  readonly onAnswer: (answer: Answer) => void;
  /** Ctrl-C, which the live view keeps from becoming a signal. */
  readonly onInterrupt: () => void;
  /** `q`: nothing new starts. */
  readonly onDrain: () => void;
  readonly isDraining: () => boolean;
  /** `p`: nothing new starts for a while, or again. */
  readonly onPause: () => void;
  readonly isPaused: () => boolean;
  /** Nobody sees it any more, or can press a key. */
  readonly onGone: () => void;
};

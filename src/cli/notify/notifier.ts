import type { Event } from '../../model/event.ts';
import { plainLine } from '../../report/lines/plain.ts';

/** What a notice is about, as the user's command sees it: ORCHESTRATION_EVENT. */
export type NoticeType = 'decision_opened' | 'run_finished';

/** What a person is told when nobody looks. */
export type Told = {
  readonly type: NoticeType;
  /** One line that is safe on a terminal. */
  readonly text: string;
  /** Null while the run goes on. */
  readonly exitCode: number | null;
};

/** Tells somebody who does not look that a decision is open, or that the run has ended. */
export type Notifier = {
  /** Never waits. */
  readonly onEvents: (events: readonly Event[]) => void;
  /** Resolves when the last notice is out; what else still runs is ended. */
  readonly end: () => Promise<void>;
};

/** Where nobody is to be told. */
const SILENT: Notifier = {
  onEvents: () => undefined,
  end: () => Promise.resolve(),
};

/**
 * One notice at a time: of decisions that open meanwhile the next one tells
 * together. The end of a run waits for nobody.
 */
export function createNotifier(options: {
  /** Tells it; null, or why it could not. Null where nobody is to be told. */
  readonly send:
    ((told: Told, signal: AbortSignal) => Promise<string | null>) | null;
  readonly say: (text: string) => void;
}): Notifier {
  const { send, say } = options;
  if (send === null) return SILENT;
  const stop = new AbortController();
  let open: readonly string[] = [];
  let isBusy = false;
  let last: Promise<void> = Promise.resolve();

  const tell = async (told: Told, signal: AbortSignal): Promise<void> => {
    const problem = await send(told, signal).catch(String);
    if (problem !== null) say(`notify did not work: ${problem}`);
  };

  const tellOpen = async (): Promise<void> => {
    const [first] = open;
    if (isBusy || first === undefined) return;
    isBusy = true;
    const more = open.length > 1 ? ` (and ${open.length - 1} more)` : '';
    open = [];
    const text = `${first}${more}`;
    await tell({ type: 'decision_opened', text, exitCode: null }, stop.signal);
    isBusy = false;
    await tellOpen();
  };

  return {
    onEvents: (events) => {
      for (const event of events) {
        const text = plainLine(event) ?? '';
        if (event.type === 'decision_opened') open = [...open, text];
        if (event.type !== 'run_finished') continue;
        // Whoever hears of the end hears of its decisions in the summary.
        open = [];
        last = tell(
          { type: event.type, text, exitCode: event.exit_code },
          new AbortController().signal,
        );
      }
      void tellOpen();
    },
    end: async () => {
      await last;
      open = [];
      stop.abort();
    },
  };
}

import { render } from 'ink';
import { moveSelection } from '../view/live-window.ts';
import type { LiveModel } from '../view/live.ts';
import { decisionOf, pressInto, startAnswering } from './answering.ts';
import type { Answer, AnswerKey, Answering } from './answering.ts';
import { App } from './App.tsx';
import type { Key } from './App.tsx';

/** Where the live view is drawn, and who hears of its keys. */
export type LiveViewOptions = {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly initial: LiveModel;
  readonly isColoured: boolean;
  /** `q`: no new work. */
  readonly onDrain: () => void;
  /** Enter, after `d` and a choice: the answer to a decision. */
  readonly onAnswer: (answer: Answer) => void;
  /** Ctrl-C, which raw mode keeps from becoming a signal. */
  readonly onInterrupt: () => void;
};

/** A live view on the screen. */
export type LiveView = {
  /** Shows the run as it is now, and puts lines above it that stay. */
  update(model: LiveModel, told?: readonly string[]): void;
  /** Takes the frame off the screen and gives the terminal back. */
  end(): Promise<void>;
};

const MAX_FPS = 10;
const FRAME_MS = 1000 / MAX_FPS;

/** Draws until it is ended. What it shows comes from outside; only selection and help are its own. */
export function mountLive(options: LiveViewOptions): LiveView {
  const { stdout, stdin } = options;
  let model = options.initial;
  let told: readonly string[] = [];
  let selected: string | null = null;
  let isHelp = false;
  let answering: Answering | null = null;
  let isEnded = false;
  const app = () => (
    <App
      model={model}
      screen={{
        columns: stdout.columns,
        rows: stdout.rows,
        selected,
        isHelp,
        answering,
      }}
      told={told}
      isColoured={options.isColoured}
      onKey={stdin.isTTY ? press : null}
      isEnded={isEnded}
    />
  );
  let timer: NodeJS.Timeout | null = null;
  const draw = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    instance.rerender(app());
  };

  function press(key: Key): void {
    if (key === 'interrupt') options.onInterrupt();
    else if (answering !== null) {
      if (key !== 'up' && key !== 'down') pressInAnswer(key, answering);
    } else if (typeof key === 'object') key.text.split('').forEach(pressLetter);
    else if (key === 'escape') selected = null;
    else if (key === 'up' || key === 'down')
      selected = moveSelection(model.rows, selected, key === 'up' ? -1 : 1);
    draw();
  }

  /** Keys that are typed fast arrive as one text. */
  function pressLetter(letter: string): void {
    if (answering !== null) pressInAnswer({ text: letter }, answering);
    else if (letter === 'q') options.onDrain();
    else if (letter === '\u0003') options.onInterrupt();
    else if (letter === '?') isHelp = !isHelp;
    else if (letter === 'd') answering = startAnswering(model.decisions);
  }

  function pressInAnswer(key: AnswerKey, now: Answering): void {
    const { next, given } = pressInto(now, key, model.decisions);
    answering = next;
    if (given !== null) options.onAnswer(given);
  }

  // Before ink's own listener: the frame has to fit before it is drawn again.
  stdout.on('resize', draw);
  const instance = render(app(), {
    stdout: withEndlessRows(stdout),
    stdin,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: MAX_FPS,
  });

  return {
    update(next, lines = []) {
      if (isEnded) return;
      model = next;
      // Somebody may have answered it from another terminal.
      if (answering !== null && decisionOf(answering, next.decisions) === null)
        answering = null;
      if (lines.length > 0) told = [...told, ...lines];
      // Many events a second are one frame: the last one is never left out.
      timer ??= setTimeout(draw, FRAME_MS);
    },
    async end() {
      isEnded = true;
      stdout.off('resize', draw);
      draw();
      instance.unmount();
      await instance.waitUntilExit();
    },
  };
}

/**
 * Ink clears the screen, scrollback included, when its last frame was as tall
 * as the terminal is now, which every shrinking makes so. A frame always fits
 * here, so ink need not know the height.
 */
const withEndlessRows = (stdout: NodeJS.WriteStream): NodeJS.WriteStream =>
  new Proxy(stdout, {
    get(target, key) {
      if (key === 'rows') return Number.MAX_SAFE_INTEGER;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function'
        ? (value.bind(target) as unknown)
        : value;
    },
  });

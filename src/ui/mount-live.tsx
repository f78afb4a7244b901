import { render } from 'ink';
import type { LiveDetails } from '../view/live/details.ts';
import type { LiveModel } from '../view/live/live.ts';
import type { Answer } from './answering.ts';
import { App } from './App.tsx';
import { bodyRoom } from './frame.ts';
import type { Screen } from './frame.ts';
import { FIRST_LOOK, press, withoutGone } from './look.ts';
import type { Key, Look, Wish } from './look.ts';
import { ownScreen } from './own-screen.ts';

/** Where the live view is drawn, and who hears of its keys. */
export type LiveViewOptions = {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly initial: LiveModel;
  readonly isColoured: boolean;
  /** Everything about one unit, asked at each frame that shows it. */
  readonly detailsOf: (task_id: string) => LiveDetails | null;
  /** `q`: no new work. */
  readonly onDrain: () => void;
  /** `p`: no new work for a while, or again. */
  readonly onPause: () => void;
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

/** Draws until it is ended. What it shows comes from outside; only the look is its own. */
export function mountLive(options: LiveViewOptions): LiveView {
  const { stdout, stdin } = options;
  let model = options.initial;
  let told: readonly string[] = [];
  let look: Look = FIRST_LOOK;
  let isEnded = false;
  const screen = (): Screen => ({
    ...look,
    columns: stdout.columns,
    rows: stdout.rows,
    details:
      look.isOpen && look.selected !== null
        ? options.detailsOf(look.selected)
        : null,
  });
  const app = () => (
    <App
      model={model}
      screen={screen()}
      told={told}
      isColoured={options.isColoured}
      onKey={stdin.isTTY ? onKey : null}
      isEnded={isEnded}
    />
  );
  let timer: NodeJS.Timeout | null = null;
  const draw = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    instance.rerender(app());
  };

  function onKey(key: Key): void {
    const now = screen();
    const seen = { model, details: now.details, room: bodyRoom(model, now) };
    const pressed = press(look, key, seen);
    look = pressed.look;
    for (const wish of pressed.wishes) grant(wish, options);
    draw();
  }

  const own = ownScreen(stdout);
  const onResize = (): void => {
    own.forgetBroken();
    draw();
  };
  // Before ink's own listener: the frame has to fit before it is drawn again.
  stdout.on('resize', onResize);
  const instance = render(app(), {
    stdout: own.stdout,
    stdin,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: MAX_FPS,
  });

  return {
    update(next, lines = []) {
      if (isEnded) return;
      model = next;
      look = withoutGone(look, next);
      if (lines.length > 0) told = [...told, ...lines];
      // Many events a second are one frame: the last one is never left out.
      timer ??= setTimeout(draw, FRAME_MS);
    },
    async end() {
      isEnded = true;
      stdout.off('resize', onResize);
      draw();
      instance.unmount();
      await instance.waitUntilExit();
    },
  };
}

function grant(wish: Wish, options: LiveViewOptions): void {
  switch (wish.type) {
    case 'drain':
      options.onDrain();
      return;
    case 'pause':
      options.onPause();
      return;
    case 'interrupt':
      options.onInterrupt();
      return;
    case 'answer':
      options.onAnswer(wish.answer);
  }
}

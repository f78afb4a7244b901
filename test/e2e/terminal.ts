import { execFileSync, spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

/** Whether there is a terminal to test in. */
export const hasTmux = (): boolean =>
  spawnSync('tmux', ['-V'], { stdio: 'ignore' }).status === 0;

const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** A command in a real terminal of its own, on a tmux server of its own. */
export class Terminal implements Disposable {
  readonly #server = `ol-test-${process.pid}-${Math.trunc(performance.now())}`;

  constructor(
    command: string,
    options: {
      readonly cwd: string;
      readonly env: NodeJS.ProcessEnv;
      readonly columns?: number;
      readonly rows?: number;
    },
  ) {
    const size = [
      ...['-x', String(options.columns ?? 90)],
      ...['-y', String(options.rows ?? 24)],
    ];
    execFileSync(
      'tmux',
      [
        ...['-L', this.#server, '-f', '/dev/null'],
        ...['new-session', '-d', ...size, command],
        // Keeps the last screen readable after the command has ended.
        ...[';', 'set-option', '-g', 'remain-on-exit', 'on'],
      ],
      { cwd: options.cwd, env: options.env },
    );
  }

  /** What is on the screen, and what scrolled off it. */
  screen(): string {
    return this.#tmux('capture-pane', '-p', '-S', '-500');
  }

  /** What is on the screen alone. */
  visible(): string {
    return this.#tmux('capture-pane', '-p');
  }

  /** The same with its colours, as a terminal would be sent it. */
  coloured(): string {
    return this.#tmux('capture-pane', '-p', '-e');
  }

  /** Whether the bell has rung. */
  hasRung(): boolean {
    return this.#tmux('display-message', '-p', '#{window_bell_flag}') === '1\n';
  }

  /** Takes the terminal away, as closing its window does. */
  close(): void {
    this.#tmux('kill-pane');
  }

  type(...keys: readonly string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  resize(columns: number, rows: number): void {
    const size = ['-x', String(columns), '-y', String(rows)];
    this.#tmux('resize-window', ...size);
  }

  /** Waits until the text is there; shows the last screen where it never comes. */
  async shows(text: string | RegExp): Promise<string> {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const screen = this.screen();
      if (typeof text === 'string' ? screen.includes(text) : text.test(screen))
        return screen;
      if (performance.now() > end)
        throw new Error(`${String(text)} never came:\n${screen}`);
      await pause(LOOK_EVERY_MS);
    }
  }

  [Symbol.dispose](): void {
    spawnSync('tmux', ['-L', this.#server, 'kill-server'], { stdio: 'ignore' });
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync('tmux', ['-L', this.#server, ...args], {
      encoding: 'utf8',
    });
  }
}

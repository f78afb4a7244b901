import { cleanText, textWidth } from '../view/terminal-text.ts';

/** The terminal as ink sees it, and what ink does not know of it. */
export type OwnScreen = {
  /** For ink alone. */
  readonly stdout: NodeJS.WriteStream;
  /**
   * To be called when the terminal has become another size, before anything is
   * drawn: most terminals break the lines of the last frame that are too long
   * now, and ink would leave what it does not count on the screen.
   */
  readonly forgetBroken: () => void;
};

/**
 * Ink clears the screen, scrollback included, when its last frame was as tall
 * as the terminal is now, which every shrinking makes so. A frame always fits
 * here, so ink need not know the height.
 */
export function ownScreen(stdout: NodeJS.WriteStream): OwnScreen {
  let last: readonly string[] = [];
  const write = (...args: Parameters<typeof stdout.write>): boolean => {
    const [chunk] = args;
    const text = cleanText(String(chunk));
    if (text.trim() !== '') last = text.split('\n');
    return stdout.write(...args);
  };
  return {
    stdout: new Proxy(stdout, {
      get(target, key) {
        if (key === 'rows') return Number.MAX_SAFE_INTEGER;
        if (key === 'write') return write;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function'
          ? (value.bind(target) as unknown)
          : value;
      },
    }),
    forgetBroken: () => {
      const more = brokenRows(last, stdout.columns);
      // Row by row: some terminals put into the scrollback what is cleared at once.
      if (more > 0) stdout.write('\u001b[2K\u001b[1A'.repeat(more));
    },
  };
}

/** Rows that lines take in a narrow terminal beyond one each. */
const brokenRows = (lines: readonly string[], columns: number): number =>
  columns > 0
    ? lines.reduce(
        (sum, line) =>
          sum + Math.max(0, Math.ceil(textWidth(line) / columns) - 1),
        0,
      )
    : 0;

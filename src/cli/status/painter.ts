import { rowsOf } from '../../report/board/board-text.ts';
import { textWidth } from '../../view/terminal-text.ts';

/** Draws lines over the ones that were drawn before. */
export type Painter = {
  /** None of the lines but folded ones may be wider than the terminal, and all together not taller. */
  readonly paint: (lines: readonly string[], columns: number) => void;
};

const ERASE_REST = '\u001b[K';
const ERASE_BELOW = '\u001b[J';
const CLEAR = '\u001b[2J\u001b[H';

/** Writes to a terminal only what has changed since the last time, so that nothing flickers. */
export function createPainter(stream: NodeJS.WritableStream): Painter {
  let shown: readonly string[] = [];
  let width = 0;
  return {
    paint: (lines, columns) => {
      // A terminal of another width has folded the lines, nobody knows where.
      const isResized = width !== columns && shown.length > 0;
      const before = isResized ? [] : shown;
      const text = difference(before, lines, columns);
      if (isResized || text !== '') {
        stream.write((isResized ? CLEAR : '') + text);
      }
      shown = lines;
      width = columns;
    },
  };
}

/** From the line below the old lines to the line below the new ones. */
function difference(
  before: readonly string[],
  after: readonly string[],
  columns: number,
): string {
  const first = after.findIndex((line, i) => line !== before[i]);
  if (first === -1 && after.length === before.length) return '';
  const from = first === -1 ? after.length : first;
  const up = before
    .slice(from)
    .reduce((sum, line) => sum + rowsOf(line, columns), 0);
  const back = up === 0 ? '' : `\u001b[${up}A`;
  const inPlace =
    after.length === before.length &&
    after.every(
      (line, i) =>
        line === before[i] ||
        (rowsOf(line, columns) === 1 && rowsOf(before[i] ?? '', columns) === 1),
    );
  const drawn = after.slice(from).map((line, i) => {
    const isSame = inPlace && line === before[from + i];
    return isSame
      ? `\u001b[${rowsOf(line, columns)}B`
      : `${line}${isFull(line, columns) ? '' : ERASE_REST}\r\n`;
  });
  // At the end: from the first corner of the screen it would go to the history.
  return `${back}\r${drawn.join('')}${inPlace ? '' : ERASE_BELOW}`;
}

/** Behind a row without room the cursor still stands on its last sign, which would go too. */
const isFull = (line: string, columns: number): boolean =>
  line !== '' && textWidth(line) % columns === 0;

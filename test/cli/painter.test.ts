import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPainter } from '../../src/cli/status/painter.ts';

/** As much of a terminal as the painter needs, of so many columns. */
class Screen {
  readonly rows: string[] = [''];
  #row = 0;
  #column = 0;

  write(text: string, columns: number): void {
    for (const [token] of text.matchAll(/\u001b\[[\d;]*[A-Z]|[^]/g)) {
      const n = Number(/\d+/.exec(token)?.[0] ?? 1);
      if (token.endsWith('A') && token.length > 1) this.#row -= n;
      else if (token.endsWith('B') && token.length > 1) this.#row += n;
      else if (token === '\u001b[H') [this.#row, this.#column] = [0, 0];
      else if (token === '\u001b[2J') this.rows.splice(0);
      else if (token === '\u001b[K')
        this.rows[this.#row] = (this.rows[this.#row] ?? '').slice(
          0,
          this.#column,
        );
      else if (token === '\u001b[J') this.rows.splice(this.#row);
      else if (token === '\r') this.#column = 0;
      else if (token === '\n') this.#row += 1;
      else this.#put(token, columns);
      while (this.rows.length <= this.#row) this.rows.push('');
    }
  }

  #put(character: string, columns: number): void {
    if (this.#column === columns) {
      this.#column = 0;
      this.#row += 1;
    }
    const row = (this.rows[this.#row] ?? '').padEnd(this.#column);
    this.rows[this.#row] =
      row.slice(0, this.#column) + character + row.slice(this.#column + 1);
    this.#column += 1;
  }
}

const folded = (line: string, columns: number): readonly string[] =>
  line.length === 0
    ? ['']
    : Array.from({ length: Math.ceil(line.length / columns) }, (_, i) =>
        line.slice(i * columns, (i + 1) * columns),
      );

test('whatever was drawn before, the screen shows the new lines and nothing else', () => {
  const line = fc.constantFrom('', 'a', 'abc', 'abcdefghij', 'x'.repeat(13));
  const frame = fc.record({
    lines: fc.array(line, { maxLength: 6 }),
    columns: fc.constantFrom(10, 10, 10, 7),
  });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), (frames) => {
      const stream = new PassThrough({ highWaterMark: 1 << 20 });
      stream.setEncoding('utf8');
      const painter = createPainter(stream);
      const screen = new Screen();
      for (const { lines, columns } of frames) {
        painter.paint(lines, columns);
        screen.write(String(stream.read() ?? ''), columns);
        const shown = screen.rows.join('\n').trimEnd();
        const wanted = lines.flatMap((each) => folded(each, columns));
        expect(shown).toBe(wanted.join('\n').trimEnd());
      }
    }),
  );
});

test('what is the same is not written again', () => {
  const stream = new PassThrough();
  stream.setEncoding('utf8');
  const painter = createPainter(stream);
  painter.paint(['one', 'two', 'three'], 20);
  stream.read();
  painter.paint(['one', 'two', 'three'], 20);
  expect(stream.read()).toBeNull();
  painter.paint(['one', 'TWO', 'three'], 20);
  expect(stream.read()).toBe('\u001b[2A\rTWO\u001b[K\r\n\u001b[1B');
});

import stringWidth from 'string-width';

/** One run of signs that look the same, at its column. */
type Run = {
  readonly text: string;
  readonly column: number;
  readonly classes: readonly string[];
};

/** Sizes of the picture, in pixels. */
const CELL = 8.4;
const ROW = 20;
const PADDING = 16;
const FONT = 14;

/** Two palettes that keep a contrast of 4.5 to 1 on their ground. */
const STYLE = `
    .ground { fill: #ffffff; stroke: #d0d7de }
    text { fill: #1f2328; font: ${FONT}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }
    .bold { font-weight: 700 }
    .dim { fill: #59636e }
    .red { fill: #c5221f } .green { fill: #1a7f37 } .yellow { fill: #8a5a00 } .cyan { fill: #0b6a8f }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #0d1117; stroke: #30363d }
      text { fill: #e6edf3 }
      .dim { fill: #9198a1 }
      .red { fill: #ff7b72 } .green { fill: #3fb950 } .yellow { fill: #d29922 } .cyan { fill: #58c4e0 }
    }`;

/**
 * A screen as `tmux capture-pane -e` gives it, as an SVG: every sign stays in
 * its column whatever the font, and the colours follow the reader's scheme.
 */
export function terminalSvg(
  screen: string,
  options: { readonly columns: number; readonly title: string },
): string {
  const rows = rowsOf(screen.trimEnd());
  const width = Math.round(options.columns * CELL + 2 * PADDING);
  const height = rows.length * ROW + 2 * PADDING;
  const texts = rows.flatMap((runs, at) =>
    runs.map((run) => runText(run, PADDING + at * ROW + FONT)),
  );
  const title = escapeXml(options.title);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}">`,
    `  <title>${title}</title>`,
    `  <style>${STYLE}\n  </style>`,
    `  <rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...texts,
    '</svg>',
    '',
  ].join('\n');
}

function runText({ text, column, classes }: Run, y: number): string {
  const x = (PADDING + column * CELL).toFixed(1);
  const length = (stringWidth(text) * CELL).toFixed(1);
  const look = classes.length === 0 ? '' : ` class="${classes.join(' ')}"`;
  return `  <text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs" xml:space="preserve"${look}>${escapeXml(text)}</text>`;
}

/** The runs of each row. A look that nothing ends goes on in the next row. */
function rowsOf(screen: string): readonly (readonly Run[])[] {
  const rows: Run[][] = [[]];
  let column = 0;
  let classes: readonly string[] = [];
  // Every second part is what stands between `ESC [` and `m`.
  screen.split(/\u001b\[([\d;]*)m/u).forEach((part, at) => {
    if (at % 2 === 1) {
      classes = part.split(';').reduce(withCode, classes);
      return;
    }
    // Blanks say nothing in a picture: runs are cut where two of them meet.
    for (const text of part.split(/(\n| {2,})/u)) {
      if (text === '\n') {
        rows.push([]);
        column = 0;
        continue;
      }
      if (text.trim() !== '') rows.at(-1)?.push({ text, column, classes });
      column += stringWidth(text);
    }
  });
  return rows;
}

const NAMES: Readonly<Record<string, string>> = {
  '1': 'bold',
  '2': 'dim',
  '31': 'red',
  '32': 'green',
  '33': 'yellow',
  '36': 'cyan',
};
const COLOURS: ReadonlySet<string> = new Set([
  'red',
  'green',
  'yellow',
  'cyan',
]);

/** What a code of SGR makes of the look. */
function withCode(classes: readonly string[], code: string): readonly string[] {
  if (code === '' || code === '0') return [];
  if (code === '22') {
    return classes.filter((name) => name !== 'bold' && name !== 'dim');
  }
  const plain = classes.filter((name) => !COLOURS.has(name));
  if (code === '39') return plain;
  const name = NAMES[code];
  if (name === undefined) return classes;
  return [...(COLOURS.has(name) ? plain : classes), name];
}

const escapeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

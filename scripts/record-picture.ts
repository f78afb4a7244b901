// Draws references/pictures/live-view.svg from the demo as it runs in a real
// terminal: `npm run picture`. Needs tmux, and a build in dist/.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { Terminal } from '../test/e2e/terminal.ts';
import { terminalSvg } from './terminal-svg.ts';

const COLUMNS = 100;
const ROWS = 28;
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 30;
const FILE = 'references/pictures/live-view.svg';

/** An agent that writes and says what, one that reviews, something done, something that waits. */
const isInteresting = (screen: string): boolean => {
  const rows = screen.split('\n').map((row) => row.trimEnd());
  const has = (pattern: RegExp): boolean =>
    rows.some((row) => pattern.test(row));
  return (
    has(/^ {2}● .*(?<!starts)$/u) &&
    has(/^ {2}◑ /u) &&
    has(/^ {2}✓ /u) &&
    has(/^ {2}· .* after /u) &&
    has(/\? help$/u)
  );
};

async function record(folder: string): Promise<string> {
  const { PATH } = process.env;
  const bin = join(process.cwd(), 'dist/bin.js');
  using terminal = new Terminal(
    `${process.execPath} ${bin} demo ${join(folder, 'demo')} --jobs 2`,
    {
      cwd: folder,
      env: {
        ...(PATH === undefined ? {} : { PATH }),
        HOME: folder,
        XDG_CACHE_HOME: join(folder, 'cache'),
        TERM: 'xterm-256color',
        LANG: 'C.UTF-8',
      },
      columns: COLUMNS,
      rows: ROWS,
    },
  );
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const screen = terminal.coloured();
    if (isInteresting(stripVTControlCharacters(screen))) {
      // The second one ends the agents: nobody writes when the folder goes.
      terminal.type('C-c', 'C-c');
      await terminal.shows('Pane is dead');
      return screen;
    }
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`no frame worth a picture came:\n${terminal.screen()}`);
}

const folder = mkdtempSync(join(tmpdir(), 'ol-picture-'));
try {
  const screen = await record(folder);
  const text = stripVTControlCharacters(screen);
  if (text.includes(folder)) throw new Error(`it names this machine:\n${text}`);
  const title = 'The live view: units with their state, agent, time and doing';
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, terminalSvg(screen, { columns: COLUMNS, title }));
  console.log(`${FILE}\n${text}`);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

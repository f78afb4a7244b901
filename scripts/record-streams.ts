// Records what the real agent CLIs print, for test/fixtures/streams:
//   node scripts/install-agents.mjs --all && npm run record:streams [CLI…]
// Each is called as the program calls it, against the scripted model server on
// this machine. Paths are shortened; test/adapters/agents/streams.test.ts has a
// line for every file, with the exit code that is printed here.
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { always } from '../test/real-agents/scenarios.ts';
import type { Scenario, Turn } from '../test/real-agents/server/scenario.ts';
import { Stage } from '../test/real-agents/stage.ts';

const TARGET = resolve('test/fixtures/streams');
const CLIS = ['codex', 'gemini', 'claude', 'opencode'];

/** An answer in the form that every kind of schema takes as a report. */
const REPORT = JSON.stringify({ status: 'completed', summary: 'one file' });

/** Says what looks like a failure in a command's output and in an answer. */
const TRAP = `printf '%s\\n' 'FAIL author.ts: 401 Unauthorized' 'Error: request timeout' 'HTTP 429 rate limit reached, usage limit, try again in 5s' 'ECONNREFUSED'; exit 1`;

const writes: Scenario = ({ index }) =>
  index === 0
    ? {
        text: 'Writing.',
        tool: { name: 'write_file', path: 'src/author.ts', content: 'hi\n' },
      }
    : { text: REPORT };

const trapped: Scenario = ({ index }: Turn) =>
  index === 0
    ? { text: 'Testing.', tool: { name: 'shell', command: TRAP } }
    : {
        text: JSON.stringify({
          status: 'completed',
          summary:
            'author.ts answered 401 Unauthorized and HTTP 429 rate limit; the timeout is fixed',
        }),
      };

const failing = (status: number): Scenario =>
  // opencode waits for as long as it is told, the others not at all.
  always({ status, headers: { 'retry-after-ms': '50' } });

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'real-write': writes,
  'real-trap': trapped,
  'real-401': failing(401),
  'real-429': failing(429),
  'real-cut': always({ truncate: true }),
};

const record = async (cli: string, name: string): Promise<void> => {
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  await using stage = await Stage.make(scenario);
  const { exit_code, outcome } = await stage.run(cli, 'implement', 'Do it.');
  const log = join(stage.dir, 'attempts/1-implement-1/stdout.log');
  const text = (await readFile(log, 'utf8'))
    .replaceAll(stage.dir, '/w')
    .replaceAll(stage.dir.replaceAll('/', '-'), '-w')
    .replaceAll(stage.server.url, 'http://127.0.0.1:1')
    .replace(/\/tmp\/ol-\w+/g, '/tmp/ol-x');
  await writeFile(join(TARGET, `${cli}.${name}.jsonl`), text);
  const type = outcome.type === 'failed' ? outcome.failure.type : outcome.type;
  console.log(`['${cli}.${name}', ${exit_code}, '${type}'],`);
};

process.env['PATH'] = [
  resolve('.cache/agents/bin'),
  process.env['PATH'] ?? '',
].join(delimiter);
const asked = process.argv.slice(2);
for (const cli of asked.length > 0 ? asked : CLIS)
  for (const name of Object.keys(SCENARIOS)) await record(cli, name);

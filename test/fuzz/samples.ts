import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpecFiles } from '../../src/model/spec.ts';
import { loadSpec } from '../spec/load-spec.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

/** The specs that the readers are tested with. */
export const specs: readonly SpecFiles[] = readdirSync(
  join(FIXTURES, 'specs'),
).map((name) => loadSpec(join(FIXTURES, 'specs', name), name));

/** Recorded lines of one CLI. */
export const streamLines = (name: string): readonly string[] => [
  ...new Set(
    readdirSync(join(FIXTURES, 'streams'))
      .filter((file) => file.startsWith(`${name}.`))
      .flatMap((file) =>
        readFileSync(join(FIXTURES, 'streams', file), 'utf8').split('\n'),
      ),
  ),
];

/** A journal as an earlier version wrote it. */
export const journal = readFileSync(
  join(FIXTURES, 'journal/v1.ndjson'),
  'utf8',
);

/** What test runners write, in one file. */
export const junit = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="all" tests="3">
  <testsuite name="a.test.ts" file="a.test.ts" timestamp="2026-01-01T00:00:00">
    <testcase classname="A" name="works &amp; plays" time="0.1"/>
    <testcase classname="A" name="fails"><failure message="no"><![CDATA[at a.ts:1]]></failure></testcase>
    <testcase classname="A" name="waits"><skipped/></testcase>
    <system-out>said &lt;this&gt;</system-out>
  </testsuite>
</testsuites>
`;

/** A message of each kind of answer that agents give. */
export const answers = [
  'Done.\n```json\n{"task_id":"1","severity":"major","summary":"x","issues":[{"severity":"major","description":"y","file":"a.ts","line":3}]}\n```\n',
  '{"status":"completed","summary":"x","subtasks":[{"task_id":"1.1","status":"completed"}],"tests":{"passed":1,"failed":0},"coverage":80.5}',
  '```json\n{"dispatch_units":[{"task_id":"1","type":"code","owner_agent":"codex","criticality":"standard","writes":["src/a.ts"],"reads":[],"target_window":null}],"window_mapping":{}}\n```',
];

/** What other programs leave for the runner, as it is when nothing is wrong. */
export const records = {
  request: {
    type: 'decide',
    decision_id: 'D1',
    option: 1,
    note: 'why',
    by: 'me',
  },
  ack: { status: 'refused', reason: 'no' },
  lease: {
    pid: 4242,
    pid_started: '1',
    run_id: 'r',
    since: '2026-01-01T00:00:00.000Z',
    nonce: 'n',
    host: 'h',
    boot_id: 'b',
    pid_namespace: null,
  },
  slot: {
    holder: '1',
    unit: '1',
    base: 'abc',
    git_dir: '/x',
    shows: 'work',
    tree: null,
    is_kept: false,
    ready: 'k',
    made: ['a'],
    ignored: [],
    provided: [],
  },
} as const;

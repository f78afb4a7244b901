import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import schema from '../../../references/event-schema.json' with { type: 'json' };
import { readJournal } from '../../../src/adapters/store/read-journal.ts';
import { SCHEMA_VERSION } from '../../../src/model/state.ts';
import { parseKnownState } from '../../../src/schema/parse-original-state.ts';

/*
 * What was written once is read for ever. A fixture is never changed: a new kind
 * of event gets a line at the end of v1-events.ndjson, a new version of a format
 * a migration and fixtures of its own.
 */
const FIXTURES = join(import.meta.dirname, '../../fixtures');
const JOURNALS = join(FIXTURES, 'journal');

test('every kind of event has stood in a journal, and is read as it was written', () => {
  const types = new Set<string>();
  for (const name of readdirSync(JOURNALS)) {
    const path = join(JOURNALS, name);
    const { events, diagnostics } = readJournal(path);
    expect(diagnostics).toEqual([]);
    const [, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
    const written = lines.map((line) => {
      const { more: _more, ...fact } = JSON.parse(line) as { more?: boolean };
      return fact;
    });
    expect(events).toEqual(written);
    for (const { type } of events) types.add(type);
  }
  const missing = schema.properties.type.enum.filter(
    (type) => !types.has(type),
  );
  expect(missing).toEqual([]);
});

test('AGENT_STATE.json is read as version 1 wrote it, and stands for the end of the journal beside it', () => {
  const text = readFileSync(join(FIXTURES, 'states/v1.json'), 'utf8');
  const read = parseKnownState(text);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const { state, isOriginal } = read.value;
  expect(isOriginal).toBe(false);
  expect(state.schema_version).toBe(SCHEMA_VERSION);
  const { events } = readJournal(join(JOURNALS, 'v1-run.ndjson'));
  expect(state.seq).toBe(events.at(-1)?.seq);
  expect(state).toEqual(JSON.parse(text));
});

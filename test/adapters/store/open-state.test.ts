import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { archiveDocuments } from '../../../src/adapters/store/archive.ts';
import {
  createFolders,
  resolveLayout,
} from '../../../src/adapters/store/layout.ts';
import { openState } from '../../../src/adapters/store/open-state.ts';
import {
  hashOf,
  StateHashes,
} from '../../../src/adapters/store/state-hashes.ts';
import type {
  AgentState,
  AgentStateTask,
} from '../../../src/model/agent-state.ts';
import { UserError } from '../../../src/model/user-error.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { agentState, events } from '../../schema/examples.ts';

const OURS = JSON.stringify(agentState, null, 2);

/** A spec whose run wrote `OURS` once. */
function setUp(written: unknown = agentState) {
  const workdir = tempFolder();
  mkdirSync(join(workdir, agentState.spec_path), { recursive: true });
  const layout = resolveLayout({
    workdir,
    specFolder: agentState.spec_path,
    output: null,
  });
  createFolders(layout);
  const hashes = new StateHashes(layout.stateHashes);
  hashes.add(hashOf(OURS));
  const path = layout.documents.state;
  const text =
    typeof written === 'string' ? written : JSON.stringify(written, null, 2);
  writeFileSync(path, text);
  const options = {
    layout,
    hashes,
    events,
    stateAt: (seq: number): AgentState => ({ ...agentState, seq }),
    units: new Set(['2']),
  };
  return { layout, path, options, open: () => openState(options) };
}

const withTask = (changes: Partial<AgentStateTask>): AgentState => ({
  ...agentState,
  tasks: [{ ...agentState.tasks[0]!, ...changes }],
});

describe('a file that is ours', () => {
  test('is known by its hash', () => {
    expect(setUp().open()).toEqual({ status: 'ours', state: agentState });
  });

  test('is no edit even where the projection changed since', () => {
    const { options } = setUp();
    const stateAt = () => withTask({ owner_agent: 'somebody' });
    expect(openState({ ...options, stateAt }).status).toBe('ours');
  });

  test('that is missing leaves it to the journal', () => {
    const { options, layout } = setUp();
    const documents = {
      ...layout.documents,
      state: join(layout.folder, 'none'),
    };
    const opened = openState({ ...options, layout: { ...layout, documents } });
    expect(opened).toEqual({ status: 'missing' });
  });

  test('is the base where the journal is gone', () => {
    const { options } = setUp();
    expect(openState({ ...options, events: [] }).status).toBe('unjournaled');
  });

  test('that knows more than the journal is refused', () => {
    const { options } = setUp();
    expect(() => openState({ ...options, events: events.slice(0, 3) })).toThrow(
      /contains event 12, but the journal ends at event 3/,
    );
  });
});

describe('an edited file', () => {
  test('gives the edits of its units, and is ours once they are recorded', () => {
    const { open } = setUp(
      withTask({ status: 'completed', writes: ['src/'], target_window: null }),
    );
    const opened = open();
    expect(opened).toMatchObject({
      status: 'edited',
      edits: [
        {
          task_id: '2',
          changes: {
            status: 'completed',
            writes: ['src/'],
            target_window: null,
          },
        },
      ],
      diagnostics: [],
    });
    if (opened.status === 'edited') opened.accept();
    expect(open().status).toBe('ours');
  });

  test.each([
    ['owner_agent', 'gemini'],
    ['criticality', 'complex'],
    ['reads', ['docs/']],
    ['dependencies', []],
    ['max_fix_attempts', 9],
  ] as const)('may change %s', (field, value) => {
    const opened = setUp(withTask({ [field]: value })).open();
    expect(opened).toMatchObject({
      edits: [{ task_id: '2', changes: { [field]: value } }],
    });
  });

  test('with other blanks only has no edits', () => {
    expect(setUp(JSON.stringify(agentState)).open()).toMatchObject({
      status: 'edited',
      edits: [],
      diagnostics: [],
    });
  });

  test.each([
    [
      { status: 'under_review' },
      /AGENT_STATE\.json:\d+:\d+: task 2: status can be set to/,
    ],
    [{ dependencies: ['77'] }, /dependencies names 77/],
    [{ dependencies: ['2'] }, /dependencies names 2/],
  ] as const)('with %j is refused by line', (changes, message) => {
    const { open, path } = setUp(withTask(changes));
    const before = readFileSync(path);
    expect(open).toThrow(UserError);
    expect(open).toThrow(message);
    expect(readFileSync(path)).toEqual(before);
  });

  test('says which changes it does not take over', () => {
    const extra = { ...agentState.tasks[0]!, task_id: '99' };
    const edited = withTask({
      description: 'Another thing',
      wait_reason: null,
    });
    const opened = setUp({ ...edited, tasks: [...edited.tasks, extra] }).open();
    expect(opened).toMatchObject({ status: 'edited', edits: [] });
    if (opened.status !== 'edited') return;
    expect(opened.diagnostics.map(({ message }) => message)).toEqual([
      'task 2: description cannot be edited: left as it was',
      'task 99 is not part of the run (or there twice): left out',
    ]);
    const line = JSON.stringify(edited, null, 2)
      .split('\n')
      .findIndex((each) => each.includes('Another thing'));
    expect(opened.diagnostics[0]?.line).toBe(line + 1);
  });

  test('does not edit what is part of a unit', () => {
    const { options } = setUp(withTask({ criticality: 'complex' }));
    const opened = openState({ ...options, units: new Set() });
    expect(opened).toMatchObject({
      edits: [],
      diagnostics: [{ severity: 'warning' }],
    });
  });
});

describe('a broken file', () => {
  test('is refused with the line, and stays as it is', () => {
    const text = OURS.replace('"fix_required"', '"finished"');
    const { open, path } = setUp(text);
    const line = text.slice(0, text.indexOf('"finished"')).split('\n').length;
    expect(open).toThrow(`${path}:${line}:`);
    expect(open).toThrow(/tasks\[0\]\.status must be one of/);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('of any kind is a UserError and never a crash', () => {
    const { open, path } = setUp();
    const mangled = fc
      .tuple(fc.nat(OURS.length), fc.nat(30), fc.string({ maxLength: 5 }))
      .map(
        ([at, drop, put]) => OURS.slice(0, at) + put + OURS.slice(at + drop),
      );
    fc.assert(
      fc.property(fc.oneof(fc.string(), mangled, fc.json()), (text) => {
        writeFileSync(path, text);
        try {
          open();
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a file of another run', () => {
  const other = { ...agentState, spec_path: '.kiro/specs/other' };
  const done = {
    ...other,
    tasks: [{ ...agentState.tasks[0]!, status: 'completed' as const }],
    pending_decisions: [],
  };

  test('that is not finished is refused, with both ways out', () => {
    const { open, path } = setUp(other);
    const before = readFileSync(path);
    try {
      open();
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).message).toContain('.kiro/specs/other');
      expect((error as UserError).hint).toMatch(
        /--output DIR.*finish that run/,
      );
    }
    expect(readFileSync(path)).toEqual(before);
  });

  test('with a decision open is not finished', () => {
    const { open } = setUp({
      ...done,
      pending_decisions: agentState.pending_decisions,
    });
    expect(open).toThrow(/not finished/);
  });

  test('of the same path, from another checkout, is another run', () => {
    const { open } = setUp({ ...agentState, run_id: 'r2' });
    expect(open).toThrow(/\(r2\)/);
  });

  test('that is finished is archived with its spec', () => {
    const { open, layout } = setUp(done);
    expect(open().status).toBe('foreign');
    mkdirSync(join(dirname(layout.folder), 'other'));
    writeFileSync(
      join(dirname(layout.folder), 'other/spec'),
      `${other.spec_path}\n`,
    );
    writeFileSync(layout.documents.pulse, '# pulse');
    const options = { specPath: other.spec_path, clock: new ManualClock() };
    const target = archiveDocuments(layout, options);
    expect(target).toBe(
      join(dirname(layout.folder), 'other/archive/2025-01-01T00-00-00.000Z'),
    );
    expect(
      JSON.parse(readFileSync(join(target, 'AGENT_STATE.json'), 'utf8')),
    ).toEqual(done);
    expect(readFileSync(join(target, 'PROJECT_PULSE.md'), 'utf8')).toBe(
      '# pulse',
    );
    expect(open().status).toBe('missing');
    expect(archiveDocuments(layout, options)).not.toBe(target);
  });
});

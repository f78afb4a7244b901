import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJunit } from '../../src/adapters/process/junit-report.ts';
import {
  parseAck,
  parseRequest,
} from '../../src/adapters/store/inbox-request.ts';
import { parseRecord } from '../../src/adapters/workspace/slot-record.ts';
import { stripTerminal } from '../../src/lib/strip-terminal.ts';
import { isJsonObject } from '../../src/lib/ndjson.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { digestDesign } from '../../src/report/pulse/design-digest.ts';
import { printDiagnostics } from '../../src/report/diagnostics.ts';
import { mergeBlocks } from '../../src/report/pulse/generated-blocks.ts';
import { parseAgentState } from '../../src/schema/parse-agent-state.ts';
import { parseAnswer } from '../../src/schema/parse-answer.ts';
import { parseConfig } from '../../src/schema/parse-config.ts';
import { parseEvent } from '../../src/schema/parse-event.ts';
import { readSpec } from '../../src/spec/read-spec.ts';
import { readRequirements } from '../../src/spec/requirements.ts';
import { agentState, configFile, events } from '../schema/examples.ts';
import { specOf } from '../spec/load-spec.ts';
import { fuzz, jsonNear, textNear } from './mutate.ts';
import { answers, junit, records, specs } from './samples.ts';

const textsOf = (all: readonly (string | null)[]): string[] =>
  all.filter((text) => text !== null);

describe('no spec, however broken, ends the reader', () => {
  const design = textNear(textsOf(specs.map((spec) => spec.design)));
  const requirements = textNear(
    textsOf(specs.flatMap((spec) => [spec.requirements, spec.bugfix])),
  );

  test('tasks.md: a plan or a diagnostic, and nothing for a terminal to act on', () => {
    fuzz(textNear(specs.map(({ tasks }) => tasks)), (tasks) => {
      const files = specOf(tasks);
      const spec = readSpec(files);
      const known = new Set(spec.tasks.map(({ task_id }) => task_id));
      for (const unit of spec.units) expect(known).toContain(unit.task_id);
      const shown = printDiagnostics(spec.diagnostics, { 'tasks.md': tasks });
      expect(stripTerminal(shown)).toBe(shown);
      if (spec.diagnostics.some(({ severity }) => severity === 'error')) return;
      makePlan(spec, { assignment: null, code: 'codex', ui: 'gemini' });
    });
  });

  test('requirements, design and what stands beside them', () => {
    const [tasks = ''] = specs.map((spec) => spec.tasks);
    fuzz(fc.tuple(requirements, design), ([one, other]) => {
      const files = specOf(tasks, {
        requirements: one,
        bugfix: other,
        design: other,
        config: one,
      });
      readSpec(files);
      readRequirements(files);
      digestDesign(other);
    });
  });
});

describe('a file that people edit is valid or every mistake has a message', () => {
  const cases = [
    ['AGENT_STATE.json', [agentState], parseAgentState],
    ['orchestration.config.json', [configFile], parseConfig],
  ] as const;
  test.each(cases)('%s', (_name, samples, parse) => {
    const texts = samples.map((sample) => JSON.stringify(sample, null, 2));
    fuzz(fc.oneof(jsonNear(samples), textNear(texts)), (text) => {
      const read = parse(text);
      if (read.ok) return;
      expect(read.error.length).toBeGreaterThan(0);
      for (const { message, line } of read.error) {
        expect(message).not.toBe('');
        expect(line).toBeLessThanOrEqual(text.split('\n').length);
      }
    });
  });

  test('a pulse that was edited keeps every line of the person who did', () => {
    const block = {
      ...{ name: 'progress', heading: '## Progress', matches: /^## Progress$/ },
      lines: ['- new'],
    };
    const sample = mergeBlocks('# Mine\n\n## Progress\n\nwords\n', [block]);
    fuzz(textNear([sample]), (text) => {
      const once = mergeBlocks(text, [block]);
      expect(mergeBlocks(once, [block])).toBe(once);
    });
  });
});

describe('what programs write is read, or refused with a reason', () => {
  test('a journal line', () => {
    const lines = events.map((event) => JSON.stringify(event));
    fuzz(fc.oneof(jsonNear(events), textNear(lines)), (line) => {
      const read = parseEvent(line);
      if (!read.ok) expect(read.error).not.toBe('');
    });
  });

  test.each(['assignment', 'report', 'verdict'] as const)(
    'an answer: %s',
    (kind) => {
      fuzz(textNear(answers), (message) => {
        const read = parseAnswer(kind, message);
        if (read.ok) expect(isJsonObject(read.value)).toBe(true);
        else expect(read.error.length).toBeGreaterThan(0);
      });
    },
  );

  test('a JUnit file', () => {
    fuzz(textNear([junit]), (text) => {
      const read = parseJunit(text);
      if (read !== null) expect(read.passed).toBeGreaterThanOrEqual(0);
    });
  });

  test('a request, its answer, and the record of a worktree', () => {
    const samples = [records.request, records.ack, records.slot];
    const texts = samples.map((sample) => JSON.stringify(sample));
    fuzz(fc.oneof(jsonNear(samples), textNear(texts)), (text) => {
      const request = parseRequest(text);
      if (!request.ok) expect(request.error).not.toBe('');
      parseAck(text);
      parseRecord(text);
    });
  });
});

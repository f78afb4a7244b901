import { describe, expect, test } from 'vitest';
import { parsePermissively } from '../../src/adapters/agents/custom-events.ts';
import { parseJunit } from '../../src/adapters/process/junit-report.ts';
import { createMask } from '../../src/lib/mask-secrets.ts';
import { stripTerminal } from '../../src/lib/strip-terminal.ts';
import { digestDesign } from '../../src/report/pulse/design-digest.ts';
import { escapeHtml } from '../../src/report/html/markup.ts';
import { prose } from '../../src/report/html/prose.ts';
import { harmlessText } from '../../src/report/lines/ci-log.ts';
import { copied, plain } from '../../src/report/markdown/plain.ts';
import { parseAgentState } from '../../src/schema/parse-agent-state.ts';
import { parseAnswer } from '../../src/schema/parse-answer.ts';
import { readSpec } from '../../src/spec/read-spec.ts';
import { readRequirements } from '../../src/spec/requirements.ts';
import { cutText, oneLine, wrapText } from '../../src/view/terminal-text.ts';
import { specOf } from '../spec/load-spec.ts';

/** What sends a reader back to where it began, if it is written carelessly. */
const PIECES = [
  ...['a', ' ', '\n', '\t', '- [ ] 1. ', '- [ ] ', '  - x\n', '1.', '# ', '**'],
  ...[
    '`',
    '` ',
    '\r',
    '```\n',
    '~~~',
    '[',
    '](',
    '![',
    '<',
    '<a ',
    '<!--',
    '&#',
    '{',
    '{"a":',
  ],
  ...[
    '"',
    '\\',
    '\\"',
    '_',
    '_Depends: 1_ ',
    '1 → ',
    '(',
    ',',
    '| a ',
    '\u001b[',
    '\u001b]',
  ],
  ...[
    'sk-',
    'eyJ',
    'a://b:',
    'Bearer ',
    'src/a.ts ',
    '../',
    '/',
    'x.y.',
    '1-2, ',
  ],
];

const READERS: readonly (readonly [
  string,
  number,
  (text: string) => unknown,
])[] = [
  ['tasks.md', 4_000, (text) => readSpec(specOf(text))],
  [
    'a task with this text',
    4_000,
    (text) => readSpec(specOf(`- [ ] 1. T\n  - _writes: ${text}_\n`)),
  ],
  [
    'requirements and design',
    8_000,
    (text) => [
      readRequirements(specOf('', { requirements: text })),
      digestDesign(text),
    ],
  ],
  ['AGENT_STATE.json', 20_000, (text) => parseAgentState(text)],
  ['an answer', 20_000, (text) => parseAnswer('verdict', text)],
  ['a line of a stream', 100_000, parsePermissively],
  ['a JUnit file', 100_000, parseJunit],
  ['the mask', 100_000, createMask(['Secret-Value-1'])],
  ['the terminal', 100_000, stripTerminal],
  ['a line of a terminal', 100_000, (text) => cutText(oneLine(text), 80)],
  ['lines of a terminal', 20_000, (text) => wrapText(oneLine(text), 80)],
  ['a page', 100_000, (text) => [escapeHtml(text), prose(text)]],
  ['Markdown', 200_000, (text) => [plain(text), copied(text)]],
  ['a log that is acted upon', 100_000, harmlessText],
];

/*
 * Nothing is timed: a reader that takes a power of the length does not come
 * back within the limit of a test, for any of these.
 */
describe('a large text of one piece comes to an end', () => {
  test.each(READERS)('%s', (_name, length, read) => {
    for (const piece of PIECES) {
      const text = piece.repeat(Math.ceil(length / piece.length));
      expect(() => read(text)).not.toThrow();
      expect(() => read(`${text}\u0000`)).not.toThrow();
    }
  });
});

import { performance } from 'node:perf_hooks';

import { readSpec } from '../src/spec/read-spec.ts';
import { tick } from '../src/spec/tick.ts';
import { specOf } from '../test/spec/load-spec.ts';

/** One input, and how long reading it may take. */
type Shape = {
  readonly name: string;
  readonly limitMs: number;
  readonly text: () => string;
};

const MEGABYTE = 1_000_000;
const repeat = (piece: string): string =>
  piece.repeat(Math.ceil(MEGABYTE / piece.length)).slice(0, MEGABYTE);
const tasks = (n: number, one: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => one(i + 1)).join('\n');

const kiroTask = (i: number): string =>
  `- [ ] ${i}. Build part ${i} of the thing in \`src/part-${i}.ts\`\n  - [ ] ${i}.1 Write \`src/part-${i}/core.ts\`\n    - Some words about what has to be done here, with **bold** ones\n    - _Requirements: ${i % 9}.1, ${i % 9}.2_\n  - [ ]* ${i}.2 Write property test\n    - **Property ${i}: it holds**\n    - **Validates: Requirements ${i % 9}.3**\n`;
const waves = (n: number): string =>
  `\n## Task Dependency Graph\n\n\`\`\`json\n${JSON.stringify({ waves: Array.from({ length: n / 20 }, (_, w) => ({ id: w, tasks: Array.from({ length: 20 }, (__, k) => String(w * 20 + k + 1)) })) })}\n\`\`\`\n`;

const SHAPES: readonly Shape[] = [
  {
    name: '1 MB of Kiro tasks',
    limitMs: 2000,
    text: () => tasks(Math.floor(MEGABYTE / kiroTask(999).length), kiroTask),
  },
  {
    name: '10,000 plain tasks',
    limitMs: 3000,
    text: () => tasks(10_000, (i) => `- [ ] ${i}. Task ${i}`),
  },
  {
    name: '10,000 tasks with details and dependencies',
    limitMs: 3000,
    text: () =>
      tasks(
        10_000,
        (i) =>
          `- [ ] ${i}. Task ${i}\n  - Change \`src/a${i}.ts\`\n  - _Requirements: 1.${i % 7}_\n${i > 1 ? `  - _Depends: ${i - 1}_\n` : ''}`,
      ),
  },
  {
    name: '10,000 tasks in waves of 20',
    limitMs: 3000,
    text: () => tasks(10_000, (i) => `- [ ] ${i}. Task ${i}`) + waves(10_000),
  },
  {
    name: '10,000 tasks in sequence, half of them parallel',
    limitMs: 3000,
    text: () =>
      tasks(
        10_000,
        (i) =>
          `- [ ] ${i}. ${i % 2 ? '(P) ' : ''}Task ${i}\n  - _Boundary: C${i % 50}_`,
      ),
  },
  {
    name: '10,000 tasks that all wait for each other',
    limitMs: 3000,
    text: () =>
      tasks(
        10_000,
        (i) => `- [ ] ${i}. Task ${i}\n  - _Depends: ${(i % 10_000) + 1}_`,
      ),
  },
  {
    name: '10,000 sub-tasks of one task',
    limitMs: 3000,
    text: () =>
      `- [ ] 1. All\n${tasks(10_000, (i) => `  - [ ] 1.${i} Part ${i}`)}`,
  },
  {
    name: '10,000 unnumbered tasks of one name',
    limitMs: 3000,
    text: () => tasks(10_000, () => '- [ ] Same words'),
  },
  {
    name: '10,000 tasks of one number',
    limitMs: 3000,
    text: () => tasks(10_000, () => '- [ ] 1. Same number\n  - _Depends: 1_'),
  },
  {
    name: '1 MB in one line',
    limitMs: 2000,
    text: () => `- [ ] 1. ${repeat('word ')}`,
  },
  {
    name: '1 MB of emphasis marks',
    limitMs: 2000,
    text: () => `- [ ] 1. ${repeat('*a _b **c ')}`,
  },
  {
    name: '1 MB of underscores',
    limitMs: 2000,
    text: () => `- [ ] 1. ${repeat('_')}`,
  },
  {
    name: '1 MB of brackets',
    limitMs: 2000,
    text: () => `- [ ] 1. ${repeat('[')}`,
  },
  {
    name: '1 MB of opening parentheses',
    limitMs: 2000,
    text: () => `- [ ] 1. ${repeat('(depends on ')}`,
  },
  {
    name: '1 MB of backticks',
    limitMs: 2000,
    text: () => `- [ ] 1. ${repeat('a`b``')}`,
  },
  {
    name: '1 MB of dots and slashes',
    limitMs: 2000,
    text: () => `- [ ] 1. ${repeat('a/b.')}`,
  },
  {
    name: '1 MB of lines of dots and slashes',
    limitMs: 2000,
    text: () => `- [ ] 1. a\n${repeat(`  - ${'a/b.'.repeat(50)}\n`)}`,
  },
  {
    name: '1 MB of bracketed groups',
    limitMs: 2000,
    text: () => `- [ ] 1. ${repeat('(a)')}x`,
  },
  {
    name: '1 MB of sentences about dependencies',
    limitMs: 2000,
    text: () => `- [ ] 1. a\n  - ${repeat('depends on ')}`,
  },
  {
    name: '1 MB of digits and dots',
    limitMs: 2000,
    text: () => `- [ ] ${repeat('1.')}`,
  },
  {
    name: '1 MB of numbers in a field',
    limitMs: 2000,
    text: () => `- [ ] 1. a\n  - _Requirements: ${repeat('1.1, ')}_`,
  },
  {
    name: '1 MB of ids in a dependency field',
    limitMs: 2000,
    text: () => `- [ ] 1. a\n- [ ] 2. b\n  - _Depends: ${repeat('1, ')}_`,
  },
  {
    name: '1 MB of blanks',
    limitMs: 2000,
    text: () => `- [ ] 1. a${repeat(' ')}b`,
  },
  {
    name: '1 MB of blank lines',
    limitMs: 2000,
    text: () => `- [ ] 1. a\n${repeat('\n')}  - b`,
  },
  {
    name: '1 MB of ever deeper bullets',
    limitMs: 2000,
    text: () =>
      tasks(1400, (i) => `${' '.repeat(2 * i)}- [ ] x`).slice(0, MEGABYTE),
  },
  {
    name: '1 MB of quotes',
    limitMs: 2000,
    text: () => repeat(`${'> '.repeat(200)}a\n`),
  },
  {
    name: '1 MB of open fences',
    limitMs: 2000,
    text: () => repeat('```\n- [ ] 1. a\n'),
  },
  {
    name: '1 MB of comments',
    limitMs: 2000,
    text: () => repeat('<!-- - [ ] 1. a\n'),
  },
  { name: '1 MB of headings', limitMs: 2000, text: () => repeat('## 1. a\n') },
  {
    name: '1 MB of arrows',
    limitMs: 2000,
    text: () =>
      `- [ ] 1. a\n- [ ] 2. b\n\n## Dependencies\n\n${repeat('1 → 2 → ')}`,
  },
  {
    name: '1 MB of arrow lines',
    limitMs: 2000,
    text: () =>
      `- [ ] 1. a\n- [ ] 2. b\n\n## Dependencies\n\n${repeat('1 → 2\n')}`,
  },
  {
    name: '1 MB of Mermaid',
    limitMs: 2000,
    text: () =>
      `- [ ] 1. a\n- [ ] 2. b\n\n## Dependencies\n\n\`\`\`mermaid\ngraph TD\n${repeat('T1["1. a"] --> T2\n')}\n\`\`\`\n`,
  },
  {
    name: '1 MB of metadata',
    limitMs: 2000,
    text: () => `- [ ] 1. a\n${repeat('  - _Key: value_\n')}`,
  },
];

const results = SHAPES.map(({ name, limitMs, text }) => {
  const source = text();
  const start = performance.now();
  const spec = readSpec(specOf(source));
  const readMs = performance.now() - start;
  const mark = 'x' as const;
  const marks = spec.tasks.map(({ line }) => ({ line, mark }));
  const tickStart = performance.now();
  tick(source, marks);
  const tickMs = performance.now() - tickStart;
  const isSlow = readMs > limitMs;
  const cells = [
    isSlow ? 'SLOW' : 'ok  ',
    `${readMs.toFixed(0).padStart(6)} ms read`,
    `${tickMs.toFixed(0).padStart(5)} ms tick`,
    `${String(spec.tasks.length).padStart(6)} tasks`,
    name,
  ];
  process.stdout.write(`${cells.join('  ')}\n`);
  return isSlow;
});
process.exitCode = results.includes(true) ? 1 : 0;

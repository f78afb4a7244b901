import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './scripts/test-summary.ts';

/** Tests that start the built program or real agents. */
const WHOLE = ['test/e2e/**', 'test/faults/**', 'test/real-agents/**'];
/** Tests that touch real files, processes, git or a terminal. */
const OUTSIDE = [
  ...['adapters', 'loop', 'report', 'ui', 'cli', 'helpers', 'demo'],
  'fuzz',
];

const tests = (...folders: string[]): string[] =>
  folders.map((folder) => `test/${folder}/**/*.test.{ts,tsx}`);

export default defineConfig({
  test: {
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
    reporters: ['default', new SummaryReporter()],
    coverage: { provider: 'v8', include: ['src/**'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/fixtures/**', ...WHOLE, ...tests(...OUTSIDE)],
          // Ends what hangs; how long a test takes says nothing about it.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'adapter',
          include: tests(...OUTSIDE),
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: tests('e2e', 'faults'),
          globalSetup: 'scripts/test-build.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'agents',
          include: tests('real-agents'),
          // Two of the four are enough for every day; all of them take minutes.
          exclude:
            process.env['REAL_AGENTS'] === 'all'
              ? []
              : ['test/real-agents/all/**'],
          globalSetup: 'scripts/test-build.ts',
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});

import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

/**
 * Writes `{passed, failed, skipped}` to the file that TEST_SUMMARY names, so
 * that a caller can count tests without reading what is printed for people. A
 * file that does not load and an error outside of any test count as failed.
 */
export class SummaryReporter implements Reporter {
  #target: string | undefined;

  onInit(_vitest: Vitest): void {
    this.#target = process.env['TEST_SUMMARY'];
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly unknown[],
  ): void {
    if (this.#target === undefined) return;
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const test of module.children.allTests()) counts[verdict(test)] += 1;
      for (const suite of module.children.allSuites())
        counts.failed += suite.errors().length;
    }
    writeFileSync(this.#target, `${JSON.stringify(counts)}\n`);
  }
}

/** A test that never got to run was not skipped on purpose. */
function verdict(test: TestCase): 'passed' | 'failed' | 'skipped' {
  const { state } = test.result();
  return state === 'pending' ? 'failed' : state;
}

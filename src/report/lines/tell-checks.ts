import type { CheckResult } from '../../model/check.ts';
import type { EventOf } from '../../model/event.ts';
import { count, formatDuration } from '../../view/format.ts';
import { say } from './said.ts';
import type { Said } from './said.ts';

/** What the checks say of what the run started from: only red is news. */
export function tellBaseline({
  results,
  passed,
}: EventOf<'baseline_ended'>): Said | null {
  if (passed) return null;
  if (results.length === 0) {
    return say('no baseline: every red check counts', 'warning');
  }
  const red = results.filter((result) => !result.passed);
  const names = red.map(withTests).join(', ');
  const are = red.length === 1 ? 'was' : 'were';
  return say(
    `${names} ${are} red before the run: advisory until green once`,
    'warning',
  );
}

/** What the checks say of one tree; what does not count, and what failed first, is said too. */
export const tellChecks = ({ results }: EventOf<'checks_ended'>): Said | null =>
  tellResults(results);

function tellResults(results: readonly CheckResult[]): Said | null {
  if (results.length === 0) return null;
  const time = formatDuration(
    results.reduce((sum, result) => sum + result.duration_ms, 0),
  );
  const failed = results.filter(
    ({ passed, excused }) => !passed && excused === undefined,
  );
  const notes = results.flatMap(noteOf).join('; ');
  const more = notes === '' ? '' : `; ${notes}`;
  if (failed.length > 0) {
    return say(
      `check failed: ${failed.map(failure).join(', ')}${more}`,
      'warning',
    );
  }
  const passed = results.filter((result) => result.passed);
  return passed.length === 0
    ? say(notes, 'warning')
    : say(
        `${count(passed.length, 'check')} passed in ${time}${more}`,
        notes === '' ? 'good' : 'warning',
      );
}

const failure = (result: CheckResult): string =>
  `${withTests(result)} (exit ${result.exit_code ?? 'none'}${result.runs === undefined ? '' : `, ${result.runs} times`})`;

/** `tests: 3 of 120 tests` where they are known. */
function withTests({ name, tests }: CheckResult): string {
  const failed = tests?.failed.length ?? 0;
  return tests === undefined || failed === 0
    ? name
    : `${name}: ${failed} of ${count(failed + tests.passed, 'test')}`;
}

function noteOf({ name, passed, runs, excused }: CheckResult): string[] {
  if (excused !== undefined) return [excused.text];
  return passed && runs !== undefined
    ? [`${name} failed first and passed when it ran again`]
    : [];
}

/** What the checks say of everything together. */
export function tellGate({ results }: EventOf<'gate_ended'>): Said | null {
  const said = tellResults(results);
  return said && { ...said, text: `everything together: ${said.text}` };
}

import { fingerprint } from '../lib/fingerprint.ts';
import type { CheckRun } from '../model/check.ts';
import type { Finding } from '../model/finding.ts';

/** A failed check speaks as a finding: its command and the tail of its output. */
export function checkFindings(run: CheckRun): Finding[] {
  return run.results
    .filter(({ passed }) => !passed)
    .map((result) => ({
      fingerprint: fingerprint(['check', result.name]),
      severity: 'major',
      description: [
        `Check \`${result.run}\` failed with exit code ${result.exit_code ?? 'none'}.`,
        result.output.trim(),
      ].join('\n'),
      file: null,
      line: null,
      source: 'check',
      said_by: [result.name],
    }));
}

import { fingerprint } from '../../lib/fingerprint.ts';
import type { CheckResult } from '../../model/check.ts';
import type { Finding } from '../../model/finding.ts';

/** Failed tests that are named one by one; a fix does not get further by a longer list. */
const MOST_NAMED = 20;

/**
 * A failed check speaks as a finding: its command, the tests that failed where
 * it names them, and the tail of its output.
 */
export const checkFindings = (failed: readonly CheckResult[]): Finding[] =>
  failed.map((result) => ({
    fingerprint: fingerprint(['check', result.name]),
    severity: 'major',
    description: [
      `Check \`${result.run}\` failed with exit code ${result.exit_code ?? 'none'}${(result.runs ?? 1) > 1 ? `, ${result.runs ?? 1} times` : ''}.`,
      ...failedTests(result),
      result.output.trim(),
    ].join('\n'),
    file: onlyFile(result),
    line: null,
    source: 'check',
    said_by: [result.name],
  }));

function failedTests({ tests }: CheckResult): string[] {
  const failed = tests?.failed ?? [];
  if (failed.length === 0) return [];
  const more = failed.length - MOST_NAMED;
  return [
    'Failed tests:',
    ...failed
      .slice(0, MOST_NAMED)
      .map(({ name, file }) => `- ${name}${file === null ? '' : ` (${file})`}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ];
}

/** The file of the failed tests, where it is one. */
function onlyFile({ tests }: CheckResult): string | null {
  const files = new Set((tests?.failed ?? []).map(({ file }) => file));
  const [file = null] = files;
  return files.size === 1 ? file : null;
}

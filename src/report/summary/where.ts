import type { Summary } from '../../view/summary/summary-data.ts';
import { entry } from '../text-layout.ts';

/** What exists where, exactly: branches, commits, or the folder itself. */
export function whereLines(
  summary: Summary,
  columns: number,
): readonly string[] {
  const { run } = summary;
  if (run === null) return [];
  const lines =
    run.isolation === 'shared'
      ? ['In the working folder; nothing was committed.']
      : worktreeLines(summary, run);
  return lines.flatMap((line) => entry('  ', line, columns));
}

function worktreeLines(
  { landing, units }: Summary,
  run: NonNullable<Summary['run']>,
): readonly string[] {
  const branch = run.integration_branch ?? '';
  const commits = units.filter((unit) => unit.commit !== null).length;
  const onBranch = `${branch} holds ${commits} of ${units.length} units, a commit each.`;
  if (landing?.type === 'landed') {
    const at =
      landing.commit === null ? '' : ` at ${landing.commit.slice(0, 12)}`;
    return [
      landing.branch === null
        ? `Landed${at}.`
        : `Landed on ${landing.branch}${at}.`,
      onBranch,
    ];
  }
  const target = run.target_branch ?? 'the checkout (no branch)';
  return [
    onBranch,
    landing?.type === 'landing_failed'
      ? `Not landed on ${target}: ${landing.reason}`
      : `Not landed: ${target} is as it was.`,
  ];
}

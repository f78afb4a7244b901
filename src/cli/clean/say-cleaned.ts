import type {
  CleanedRun,
  CleanedWorktree,
} from '../../adapters/workspace/clean-run.ts';
import { formatBytes } from '../../lib/byte-size.ts';
import { oneLine } from '../../view/terminal-text.ts';
import { toJsonText } from '../../report/lines/ndjson.ts';

/** What became of a run's worktrees, or who is at work in them. */
export type Cleaned = CleanedRun & { readonly refused: string | null };

/** Bytes of all worktrees that went, or would. */
export const freedBytes = (runs: readonly Cleaned[]): number =>
  runs
    .flatMap(({ worktrees }) => worktrees)
    .filter(({ kept }) => kept === null)
    .reduce((sum, { bytes }) => sum + bytes, 0);

type Words = { readonly gone: string; readonly freed: string };

const wordsFor = (dryRun: boolean): Words =>
  dryRun
    ? { gone: 'would go', freed: 'Would free' }
    : { gone: 'removed', freed: 'Freed' };

const worktreeLine = (one: CleanedWorktree, { gone }: Words): string => {
  const { bytes, kept, path, unit, ref } = one;
  const cells = [
    (kept === null ? gone : 'kept').padEnd(8),
    formatBytes(bytes).padStart(7),
    oneLine(path),
    unit === null ? '' : `unit ${oneLine(unit)}`,
    kept === null ? '' : `(${oneLine(kept)})`,
    ref === null ? '' : `work in it is now ${oneLine(ref)}`,
  ];
  return `  ${cells.filter((cell) => cell !== '').join('  ')}`;
};

const refsLines = ({ refs }: Cleaned, { gone }: Words): readonly string[] => {
  if (refs === null) return [];
  const { removed, kept, reason } = refs;
  if (reason !== null) return [`  refs stay: ${oneLine(reason)}`];
  return [
    `  ${gone} ${removed.length} refs`,
    ...kept.map((name) => `  kept ${oneLine(name)} (rescued work)`),
  ];
};

const runLines = (run: Cleaned, words: Words): readonly string[] => {
  const { owner, folder, refused, worktrees } = run;
  const title =
    owner === null
      ? oneLine(folder)
      : `${oneLine(owner.spec_path)} in ${oneLine(owner.workdir)}`;
  return [
    title,
    ...(refused === null ? [] : [`  refused: ${oneLine(refused)}`]),
    ...worktrees.map((one) => worktreeLine(one, words)),
    ...refsLines(run, words),
  ];
};

/** Everything as lines for people. */
export function cleanedText(
  runs: readonly Cleaned[],
  { dryRun }: { readonly dryRun: boolean },
): string {
  if (runs.length === 0) return 'There are no worktrees.\n';
  const words = wordsFor(dryRun);
  const lines = runs.flatMap((run) => runLines(run, words));
  const total = `${words.freed} ${formatBytes(freedBytes(runs))}.`;
  return `${[...lines, total].join('\n')}\n`;
}

/** The same for programs; its shape is in references/worktrees.md. */
export function cleanedJson(
  runs: readonly Cleaned[],
  { dryRun }: { readonly dryRun: boolean },
): string {
  const value = {
    dry_run: dryRun,
    freed_bytes: freedBytes(runs),
    runs: runs.map(({ owner, folder, refused, worktrees, refs }) => ({
      spec_path: owner?.spec_path ?? null,
      workdir: owner?.workdir ?? null,
      folder,
      refused,
      worktrees: worktrees.map(({ path, bytes, unit, kept, ref }) => ({
        path,
        bytes,
        unit,
        removed: kept === null,
        reason: kept,
        rescued_as: ref,
      })),
      refs,
    })),
  };
  return toJsonText(value);
}

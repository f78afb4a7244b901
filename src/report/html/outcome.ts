import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { Tone } from '../../view/status-look.ts';
import type { ReportData } from '../report-data.ts';

/** The result of a run in a few words, and what the process said with its exit code. */
export type RunOutcome = {
  readonly glyph: string;
  readonly title: string;
  readonly tone: Tone;
  /** What the last exit code means; null while the run is not over. */
  readonly exit: { readonly code: number; readonly meaning: string } | null;
};

const MEANINGS: Readonly<Record<number, string>> = {
  [EXIT_CODES.complete]:
    'every unit is completed, or canceled by a person, and landed (or landing was not wanted)',
  [EXIT_CODES.halted]: 'halted, incomplete, or complete but not landed',
  [EXIT_CODES.decisions]: 'only decisions are left: a person has to answer',
  [EXIT_CODES.hangup]: 'ended by HUP',
  [EXIT_CODES.interrupted]: 'ended by INT (Ctrl-C)',
  [EXIT_CODES.terminated]: 'ended by TERM',
};

/** Says what became of a run, or how it stands while it is not over. */
export function outcomeOf({ state, summary }: ReportData): RunOutcome {
  const code = state.finished?.exit_code ?? null;
  const exit =
    code === null
      ? null
      : { code, meaning: MEANINGS[code] ?? 'a code of no known meaning' };
  const look = (glyph: string, title: string, tone: Tone): RunOutcome => ({
    ...{ glyph, title, tone, exit },
  });
  const isThere =
    state.landing?.type === 'landed' || state.run?.isolation === 'shared';
  if (summary.is_complete && isThere) return look('✓', 'Complete', 'good');
  if (exit === null) return look('●', 'Not over yet', 'active');
  if (summary.is_complete) return look('◕', 'Complete, not landed', 'warning');
  if (summary.decisions.length > 0)
    return look('?', 'Waits for an answer', 'warning');
  return look('!', 'Not complete', 'bad');
}

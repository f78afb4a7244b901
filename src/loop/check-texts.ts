import { judgeChecks } from '../engine/checks/judge-checks.ts';
import { fenced } from '../lib/fenced.ts';
import type { Check, CheckResult } from '../model/check.ts';
import type { State } from '../model/state.ts';
import { currentEvidence } from '../model/state-access.ts';
import type { Unit } from '../model/unit.ts';
import { NONE } from './brief-texts.ts';

/** The commands that will run on an author's result, and which of them were red before it came. */
export function checksText(checks: readonly Check[], state: State): string {
  if (checks.length === 0) return NONE;
  const red = checks.filter(({ name }) => isOldRed(name, state));
  const note =
    red.length === 0
      ? ''
      : `\n\nRed before the run already: ${red.map(({ run }) => code(run)).join(', ')}. Each counts from the first time it is green.`;
  return fenced(checks.map(({ run }) => run).join('\n'), 'sh') + note;
}

const isOldRed = (name: string, { baseline, green_checks }: State): boolean =>
  !green_checks.has(name) &&
  baseline?.results.some((old) => old.name === name && !old.passed) === true;

const code = (command: string): string =>
  `\`${command.replaceAll(/[\r\n`]/gu, ' ')}\``;

/** What the checks said about the tree under review, and which failures are not the author's. */
export function resultsText(unit: Unit, state: State): string {
  const tree = currentEvidence(unit)?.tree ?? null;
  const run = unit.checks.findLast((checked) => checked.tree === tree);
  if (run === undefined) return 'No checks were run.';
  const { results } = judgeChecks(run, { state, unit, on: 'own' });
  return results.map(resultText).join('\n');
}

function resultText(result: CheckResult): string {
  const { run, passed, output, excused } = result;
  const word = passed ? 'passed' : 'failed';
  const why = excused === undefined ? '' : `, but no finding: ${excused.text}`;
  return `- ${word}${why}:\n\n${fenced(`$ ${run}\n${output.trim()}`, 'text')}`;
}

/** What the checks said last about what is integrated. */
export function integratedResultsText(state: State): string {
  const [run] = state.units
    .filter(
      ({ status, is_integrated }) => status === 'completed' && is_integrated,
    )
    .toSorted((a, b) => (completedAt(a) < completedAt(b) ? 1 : -1))
    .flatMap(({ checks }) => checks.at(-1) ?? []);
  if (run === undefined) return 'No checks were run.';
  const { results } = judgeChecks(run, { state, unit: null, on: 'integrated' });
  return results.map(resultText).join('\n');
}

const completedAt = (unit: Unit): string =>
  unit.status === 'completed' ? unit.completed_at : '';

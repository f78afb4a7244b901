import type { RunUsage } from '../../view/usage.ts';
import { count, formatCost, formatTokens } from '../../view/format.ts';
import {
  cutText,
  oneLine,
  padText,
  textWidth,
} from '../../view/terminal-text.ts';

/** Widest name of a backend that is shown whole: models' names are long. */
const NAME_WIDTH = 28;

/** What each backend used, a line each; nothing where nobody said anything. */
export function usageLines(
  { by_backend }: RunUsage,
  columns: number,
): readonly string[] {
  const names = by_backend.map(({ name }) =>
    cutText(oneLine(name), NAME_WIDTH),
  );
  const width = Math.max(0, ...names.map(textWidth));
  return by_backend.map((row, place) => {
    const cost = row.cost_usd === null ? '' : `  ${formatCost(row.cost_usd)}`;
    return cutText(
      [
        `  ${padText(names[place] ?? '', width)}`,
        padText(count(row.attempts, 'attempt'), 12),
        `${formatTokens(row.input_tokens).padStart(5)} in`,
        `${formatTokens(row.output_tokens).padStart(5)} out${cost}`,
      ].join('  '),
      columns,
    );
  });
}

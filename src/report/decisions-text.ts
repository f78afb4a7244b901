import type { Decision } from '../model/decision.ts';
import { decideCommand } from '../view/decisions.ts';
import { cleanText, oneLine } from '../view/terminal-text.ts';

/** The open decisions with a command for each answer, ready to paste. */
export function decisionsText(
  decisions: readonly Decision[],
  flags: readonly string[],
): string {
  if (decisions.length === 0) return 'No decision is open.\n';
  return decisions
    .map((decision) =>
      [
        `${decision.id}  ${oneLine(decision.task_id)}  since ${decision.created_at}`,
        ...cleanText(decision.context)
          .split('\n')
          .map((line) => `    ${line}`),
        ...decision.options.flatMap((option) => [
          `  ${option.n}. ${oneLine(option.label)}`,
          `     ${decideCommand(decision, option, flags)}`,
        ]),
        '',
      ].join('\n'),
    )
    .join('\n');
}

import type { Decision } from '../model/decision.ts';
import { decideCommand, isEscalated, subjectOf } from '../view/decisions.ts';
import { formatTime } from '../view/format.ts';
import { cleanText, oneLine, wrapText } from '../view/terminal-text.ts';
import { entry, layoutWidth } from './text-layout.ts';

export type DecisionsTextOptions = {
  /** Flags that name the run in a command. */
  readonly flags: readonly string[];
  readonly now: string;
  readonly columns?: number;
};

/** The open decisions with a command for each answer, ready to paste: those are never broken. */
export function decisionsText(
  decisions: readonly Decision[],
  options: DecisionsTextOptions,
): string {
  if (decisions.length === 0) return 'No decision is open.\n';
  const columns = layoutWidth(options.columns);
  return decisions
    .map((decision) =>
      [
        ...entry(`${decision.id}  `, headOf(decision, options.now), columns),
        ...contextLines(decision, columns),
        ...decision.options.flatMap((option) => [
          ...entry(`  ${option.n}. `, option.label, columns),
          `     ${decideCommand(decision, option, options.flags)}`,
        ]),
        '',
      ].join('\n'),
    )
    .join('\n');
}

/** Which one, about what, since when; a day is long for whoever waits. */
function headOf(decision: Decision, now: string): string {
  const escalated = isEscalated(decision, now) ? ' ESCALATED' : '';
  return `${subjectOf(decision)}, ${decision.priority}, since ${formatTime(decision.created_at)}${escalated}`;
}

const INDENT = '    ';

/** The lines of the context, each wrapped below its own beginning. */
const contextLines = (
  { context }: Decision,
  columns: number,
): readonly string[] =>
  cleanText(context)
    .split('\n')
    .flatMap((line) => {
      const [lead = ''] = /^\s*(?:- )?/.exec(line) ?? [];
      const text = oneLine(line.slice(lead.length));
      const width = columns - INDENT.length - lead.length;
      return wrapText(text, width).map(
        (part, place) =>
          INDENT + (place === 0 ? lead : ' '.repeat(lead.length)) + part,
      );
    });

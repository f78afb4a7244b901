import { detailsOf, headlineOf, subjectOf } from '../../view/decisions.ts';
import { count } from '../../view/format.ts';
import type { Summary } from '../../view/summary/summary-data.ts';
import { copied, plain } from './plain.ts';

/** Lines of a decision's context, and findings, that a page holds; the report has them all. */
const MOST_DETAILS = 12;
const MOST_FINDINGS = 500;

/** Each question with the command that answers it. */
export const decisionLines = ({ decisions }: Summary): readonly string[] =>
  decisions.flatMap((decision) => [
    `- **${decision.id}** (${plain(subjectOf(decision))}): ${plain(headlineOf(decision))}`,
    ...detailsOf(decision)
      .filter((line) => line.trim() !== '')
      .slice(0, MOST_DETAILS)
      .map(detailLine),
    ...decision.options.map(
      ({ n, label }, place) =>
        `  - ${n}: ${plain(label)}: ${copied(decision.commands[place] ?? '')}`,
    ),
  ]);

/** A line of a decision's context; what is a list there is one here. */
const detailLine = (line: string): string => {
  const item = /^- (.*)$/.exec(line)?.[1];
  return item === undefined ? `  - ${plain(line)}` : `    - ${plain(item)}`;
};

/** What is open, then what can wait. */
export const findingLines = ({ findings }: Summary): readonly string[] => [
  ...findings.slice(0, MOST_FINDINGS).map((finding) => {
    const { file, line, severity, is_deferred, task_id, description } = finding;
    const place =
      file === null
        ? ''
        : `${copied(`${file}${line === null ? '' : `:${line}`}`)}: `;
    const kind = is_deferred ? `${severity}, for later` : severity;
    return `- ${plain(task_id)} (${kind}): ${place}${plain(description)}`;
  }),
  ...(findings.length > MOST_FINDINGS
    ? [`- and ${count(findings.length - MOST_FINDINGS, 'more', 'more')}`]
    : []),
];

import type { Explanation } from '../view/plan/explain-plan.ts';
import { oneLine } from '../view/terminal-text.ts';
import { entry, layoutWidth } from './text-layout.ts';

/** What units wait for, in plain words: the answer to `plan --explain`. */
export function explainText(
  explanations: readonly Explanation[],
  options: { readonly columns?: number | undefined } = {},
): string {
  const columns = layoutWidth(options.columns);
  const blocks = explanations.map(
    ({ task_id, description, sentences, answers = [] }) =>
      [
        ...entry(`${oneLine(task_id)}  `, description, columns),
        ...sentences.flatMap((sentence) => entry('  ', sentence, columns)),
        ...answers.flatMap(({ label, command }) => [
          ...entry('  - ', label, columns),
          // There to be pasted, so never broken.
          `    ${command}`,
        ]),
        '',
      ].join('\n'),
  );
  return blocks.join('\n');
}

import { RUN_TASK } from '../model/ids.ts';
import { statusLook } from '../view/status-look.ts';
import type { StepPreview } from '../view/step-preview.ts';
import { block, entry, layoutWidth } from './text-layout.ts';

/** What a step would do, and what keeps the other units: for `--dry-run`. */
export function stepText(
  { step, starts, waits, end }: StepPreview,
  options: { readonly columns?: number | undefined } = {},
): string {
  const columns = layoutWidth(options.columns);
  const head =
    starts.length > 0 || end === null
      ? `${step} would start:`
      : `${step} would start nothing (exit ${end.exit_code}): ${end.reason}`;
  return [
    ...entry('', head, columns),
    ...starts.flatMap(({ task_id, what, backend }) =>
      entry(
        '  ',
        `${task_id === RUN_TASK ? '' : `${task_id}: `}${what}${backend === null ? '' : ` by ${backend}`}`,
        columns,
      ),
    ),
    ...block(
      'Not now',
      waits.flatMap(({ task_id, status, why }) =>
        entry('  ', `${task_id} (${statusLook(status).word}): ${why}`, columns),
      ),
    ),
    '',
  ].join('\n');
}

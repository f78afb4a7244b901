import { slug } from '../../lib/slug.ts';
import type { Attempt } from '../../model/attempt.ts';
import { FINAL_TASK, RUN_TASK } from '../../model/ids.ts';

/** The folder that an attempt's prompt, logs and answer are in, below the folder of all logs. */
export function attemptLog(
  { task_id, role, n }: Pick<Attempt, 'task_id' | 'role' | 'n'>,
  logs: string,
): string {
  // The review of everything together has a name of its own there.
  const isFinal = task_id === RUN_TASK && role === 'review';
  const subject = isFinal ? FINAL_TASK : task_id;
  return `${logs.replace(/\/+$/, '')}/${slug(subject)}-${role}-${n}`;
}

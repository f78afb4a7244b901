import { runNotice } from '../../adapters/process/run-notice.ts';
import type { PreparedRun } from '../run/prepare-run.ts';
import { createNotifier } from './notifier.ts';
import type { Notifier } from './notifier.ts';

/** Tells by the user's own command (`notify` in the config), in the workdir. */
export const createRunNotifier = (
  { edge, place }: Pick<PreparedRun, 'edge' | 'place'>,
  options: {
    readonly notify: string | null;
    readonly say: (text: string) => void;
  },
): Notifier => {
  const { notify: run, say } = options;
  const { workdir: cwd, specPath } = place.layout;
  return createNotifier({
    say,
    send:
      run === null
        ? null
        : ({ type, text, exitCode }, signal) =>
            runNotice(edge, {
              ...{ run, cwd, signal },
              set: {
                ORCHESTRATION_EVENT: type,
                ORCHESTRATION_TEXT: text,
                ORCHESTRATION_SPEC: specPath,
                ...(exitCode === null
                  ? {}
                  : { ORCHESTRATION_EXIT_CODE: String(exitCode) }),
              },
            }),
  });
};

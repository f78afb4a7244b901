import type { Command } from '../../model/command.ts';
import type { ExitCode } from '../../model/exit-codes.ts';
import type { Step } from '../../model/step.ts';
import type { State } from '../../model/state.ts';

/** The command that ends this start, with how far the run is. */
export const endRun = (
  { units, landing }: State,
  end: {
    readonly exit_code: ExitCode;
    readonly reason: string;
    /** The step that is over; left out where the run itself is. */
    readonly step?: Step;
  },
): Command => ({
  type: 'finish',
  events: [
    {
      type: 'run_finished',
      ...end,
      completed: units.filter(({ status }) => status === 'completed').length,
      total: units.length,
      landed: landing?.type === 'landed',
    },
  ],
});

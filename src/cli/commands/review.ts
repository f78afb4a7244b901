import type { CommandModule } from '../command.ts';
import type { STEP_OPTIONS } from '../option-tables.ts';
import { takeStep } from '../steps/take-step.ts';

/** Has work reviewed that waits for it, and leaves the verdicts as they are. */
export const command: CommandModule<typeof STEP_OPTIONS> = {
  run: ({ options }, io) => takeStep('review', options, io),
};

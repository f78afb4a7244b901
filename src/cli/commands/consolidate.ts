import type { CommandModule } from '../command.ts';
import type { STEP_OPTIONS } from '../option-tables.ts';
import { takeStep } from '../steps/take-step.ts';

/** Makes one report of complete rounds, integrates what passed, and lands what is complete. */
export const command: CommandModule<typeof STEP_OPTIONS> = {
  run: ({ options }, io) => takeStep('consolidate', options, io),
};

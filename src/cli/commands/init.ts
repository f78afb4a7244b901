import type { CommandModule } from '../command.ts';
import type { STEP_OPTIONS } from '../option-tables.ts';
import { takeStep } from '../steps/take-step.ts';

/** Writes the plan of a spec down and starts nothing. */
export const command: CommandModule<typeof STEP_OPTIONS> = {
  run: ({ options }, io) => takeStep('init', options, io),
};

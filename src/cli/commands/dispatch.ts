import type { CommandModule } from '../command.ts';
import type { STEP_OPTIONS } from '../option-tables.ts';
import { takeStep } from '../steps/take-step.ts';

/** Gives out what can start now, once for each unit. */
export const command: CommandModule<typeof STEP_OPTIONS> = {
  run: ({ options }, io) => takeStep('dispatch', options, io),
};

import type { CommandModule } from '../command.ts';
import type { STEP_OPTIONS } from '../option-tables.ts';
import { takeStep } from '../steps/take-step.ts';

/** Asks who does which unit, with which files. */
export const command: CommandModule<typeof STEP_OPTIONS> = {
  run: ({ options }, io) => takeStep('assign', options, io),
};

import { UserError } from '../../model/user-error.ts';
import { command } from '../../view/decisions.ts';
import type { Place } from './place.ts';

/** A run is asked about that is not there: only a start makes one. */
export const neverStarted = ({ layout, flags }: Place): UserError =>
  new UserError(`${layout.specPath} was never started.`, {
    hint: `Start it: ${command(flags)}`,
  });

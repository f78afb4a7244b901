import { DAMAGE } from './damage.ts';
import type { Fault } from './fault.ts';
import { LOCKS } from './locks.ts';
import { PEOPLE } from './people.ts';

/** Every single thing that is made to go wrong. */
export const FAULTS: readonly Fault[] = [...DAMAGE, ...LOCKS, ...PEOPLE];

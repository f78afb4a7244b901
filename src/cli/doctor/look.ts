import type { Edge } from '../../adapters/process/edge.ts';
import { UserError } from '../../model/user-error.ts';
import type {
  DoctorArea,
  DoctorNote,
} from '../../report/doctor/doctor-data.ts';
import type { Io } from '../command.ts';

/** What every part of the look is done with; nothing in it writes. */
export type LookContext = {
  readonly io: Io;
  /** Absolute. */
  readonly workdir: string;
  /** The user's home folder, as the environment names it. */
  readonly home: string;
  /** An empty folder of its own that is gone afterwards. */
  readonly privateFolder: string;
};

/** The same where the settings are known. */
export type AgentLook = LookContext & { readonly edge: Edge };

/** What one part of the look found. */
export type Looked<T> = {
  readonly found: T;
  /** What keeps a run from working. */
  readonly problems: readonly DoctorNote[];
  /** What a person should know all the same. */
  readonly warnings: readonly DoctorNote[];
};

/** A refusal that a run would end with, as a note. */
export const noteOf = (area: DoctorArea, error: UserError): DoctorNote => ({
  area,
  // One line: a list of mistakes goes on behind its heading.
  what: error.message.replace(/\s*\n\s*/g, ' ').replace(/\.$/, ''),
  why: 'a run refuses to start',
  todo: error.hint ?? 'Put it right and start again.',
});

/** What a check of the start would refuse, as notes; nothing where it passes. */
export function refusalsOf(
  area: DoctorArea,
  check: () => unknown,
): readonly DoctorNote[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof UserError) return [noteOf(area, error)];
    throw error;
  }
}

import { readJournal } from '../../adapters/store/read-journal.ts';
import { readPlannedSpec } from '../../loop/planned-spec.ts';
import type { Event } from '../../model/event.ts';
import { UserError } from '../../model/user-error.ts';
import { makePlan } from '../../plan/make-plan.ts';
import type { DoctorNote } from '../../report/doctor/doctor-data.ts';
import { count } from '../../view/format.ts';
import { openPlace, type Place } from '../records/place.ts';
import { noteOf, type LookContext, type Looked } from './look.ts';

/** A spec that was named, as far as it can be found. */
export type FoundSpec = {
  /** Null where none was named, or it is not there. */
  readonly place: Place | null;
  /** Its journal; empty where it has none that can be read. */
  readonly events: readonly Event[];
};

const NO_SPEC: FoundSpec = { place: null, events: [] };

/** Finds the spec and what was recorded of it. */
export async function findSpec(
  { workdir }: LookContext,
  spec: string | undefined,
): Promise<Looked<FoundSpec>> {
  if (spec === undefined) return { found: NO_SPEC, problems: [], warnings: [] };
  try {
    const place = await openPlace({ workdir, spec, output: null });
    const found = { place, events: eventsOf(place) };
    return { found, problems: [], warnings: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const problems = [noteOf('spec', error)];
    return { found: NO_SPEC, problems, warnings: [] };
  }
}

/** A journal that cannot be read is told with the runs. */
function eventsOf({ layout }: Place): readonly Event[] {
  try {
    return readJournal(layout.journal).events;
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** Whether the spec's plan has work for a ui backend; null where no spec says. */
export async function findUiWork(
  { place }: FoundSpec,
  includeOptional: boolean,
): Promise<Looked<boolean | null>> {
  if (place === null) return { found: null, problems: [], warnings: [] };
  try {
    const files = await place.specFolder.read();
    const spec = readPlannedSpec(files, includeOptional);
    const { units } = makePlan(spec, {
      assignment: null,
      code: 'codex',
      ui: 'gemini',
    });
    const errors = spec.diagnostics.filter(
      ({ severity }) => severity === 'error',
    ).length;
    return {
      found: units.some(({ assignment }) => assignment.type === 'ui'),
      problems: errors === 0 ? [] : [wrongSpec(place, errors)],
      warnings: [],
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { found: null, problems: [noteOf('spec', error)], warnings: [] };
  }
}

const wrongSpec = ({ layout }: Place, errors: number): DoctorNote => ({
  area: 'spec',
  what: `${count(errors, 'error')} in ${layout.specPath}`,
  why: 'a spec that contradicts itself is not started',
  todo: `orchestration-loop lint ${layout.specPath} names the lines.`,
});

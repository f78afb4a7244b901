import { systemClock } from '../../adapters/clock/system-clock.ts';
import { readIfThere } from '../../adapters/store/file-system.ts';
import { readJournal } from '../../adapters/store/read-journal.ts';
import { createMask } from '../../lib/mask-secrets.ts';
import type { State } from '../../model/state.ts';
import type { DocumentName } from '../../ports/documents.ts';
import { readSpec } from '../../spec/read-spec.ts';
import type { Io } from '../command.ts';
import { shownPath } from '../shown-path.ts';
import { createProjector } from '../records/documents.ts';
import { knownLimits } from '../records/known-limits.ts';
import { knownSecrets } from '../settings/known-secrets.ts';
import type { Place } from '../records/place.ts';
import type { RunSettings } from '../settings/settings.ts';
import { checkTasks } from '../validate/check-tasks.ts';
import { editsAt } from './play-at-start.ts';

/** What of a run's documents is not as the journal has it. */
export type DocumentsLook = {
  readonly spec_path: string;
  readonly documents: readonly {
    /** As the user can open it. */
    readonly path: string;
    readonly is_right: boolean;
  }[];
  /** Boxes of tasks.md that say something else than their unit. */
  readonly boxes: readonly string[];
  /** Units whose row in AGENT_STATE.json a person edited. */
  readonly edited: readonly string[];
};

/** Renders the documents of a run that has begun, and compares; writes nothing. */
export async function lookAtDocuments(
  state: State,
  about: {
    readonly place: Place;
    readonly settings: RunSettings;
    readonly io: Io;
  },
): Promise<DocumentsLook> {
  const { place, settings, io } = about;
  const { layout, specFolder } = place;
  const { events } = readJournal(layout.journal);
  const wanted = new Map<DocumentName, string>();
  const projector = createProjector({
    documents: {
      update: (name, render) => {
        wanted.set(name, render());
      },
      flush: () => Promise.resolve(),
    },
    workdir: layout.workdir,
    pulsePath: layout.documents.pulse,
    // As at the last event: the time of day is no difference.
    now: () => state.updated_at ?? systemClock.now(),
    mask: createMask(knownSecrets(settings, io.env)),
    flags: place.flags,
    limits: await knownLimits(events, io),
  });
  const files = await specFolder.read();
  projector.onSpec(files);
  projector.onState(state);
  return {
    spec_path: layout.specPath,
    documents: [...wanted].map(([name, text]) => ({
      path: shownPath(layout.documents[name], io),
      is_right: readIfThere(layout.documents[name])?.toString() === text,
    })),
    boxes: checkTasks(readSpec(files), state, files.tasksFile).map(
      ({ line, message }) => `${files.tasksFile}:${line ?? 1}: ${message}`,
    ),
    edited: editsAt(place, state).flatMap((event) =>
      event.type === 'state_edited' ? [event.task_id] : [],
    ),
  };
}

import { runProcess } from '../../adapters/process/run-process.ts';
import { readIfThere } from '../../adapters/store/file-system.ts';
import { gitFor } from '../../adapters/workspace/git-for.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { readSpec } from '../../spec/read-spec.ts';
import type { Io } from '../command.ts';
import { shownPath } from '../shown-path.ts';
import { isHeld } from '../answers/ask-run.ts';
import { neverStarted } from '../records/never-started.ts';
import type { Place } from '../records/place.ts';
import { checkJournal } from './check-journal.ts';
import { checkRefs } from './check-refs.ts';
import { checkSnapshot } from './check-snapshot.ts';
import { checkTasks } from './check-tasks.ts';

/** What was compared with what, and what does not hold. */
export type Validation = {
  readonly ok: boolean;
  readonly spec_path: string;
  /** A process holds the run right now: what it writes is a moment apart. */
  readonly is_running: boolean;
  /** `schema`, `journal`, `snapshot`, `tasks`, `refs`: those that could be looked at. */
  readonly checked: readonly string[];
  readonly problems: readonly Diagnostic[];
};

/** Compares everything that is kept of a run with everything else; reads only. */
export async function validateRun(place: Place, io: Io): Promise<Validation> {
  const { layout } = place;
  const shown = (path: string): string => shownPath(path, io);
  const text = readIfThere(layout.documents.state)?.toString() ?? null;
  const hasJournal = readIfThere(layout.journal) !== null;
  if (text === null && !hasJournal) throw neverStarted(place);
  const journal = checkJournal(layout.journal, shown(layout.journal));
  const { state, events } = journal;
  const run = state?.run ?? null;
  const problems = [
    ...journal.problems,
    ...checkSnapshot(text, {
      file: shown(layout.documents.state),
      events,
      isSound: run !== null,
    }),
  ];
  const checked = ['schema', 'journal'];
  if (state !== null && run !== null) {
    checked.push('snapshot', 'tasks');
    const files = await place.specFolder.read();
    const { root, location } = place.specFolder;
    const file = shown(`${root}/${location.tasksFile}`);
    problems.push(...checkTasks(readSpec(files), state, file));
    if (run.isolation === 'worktree') {
      checked.push('refs');
      const git = gitFor({ execGit: runProcess, env: io.env }, null);
      const { workdir, slug } = layout;
      problems.push(
        ...(await checkRefs({ git, workdir, slug, state, run, events })),
      );
    }
  }
  return {
    ok: problems.length === 0,
    spec_path: layout.specPath,
    is_running: isHeld(layout),
    checked,
    problems,
  };
}

import type {
  DoctorLock,
  DoctorNote,
  DoctorRun,
} from '../../report/doctor/doctor-data.ts';
import { unreachable } from '../../lib/unreachable.ts';
import { shellWord } from '../../view/shell-word.ts';
import { count } from '../../view/format.ts';

/** What of an earlier run is worth knowing, with the way to be rid of it. */
export const runNotes = (run: DoctorRun): readonly DoctorNote[] => [
  ...run.locks.flatMap(lockNotes),
  ...leftNotes(run),
];

function lockNotes(lock: DoctorLock): readonly DoctorNote[] {
  const { what, holder, pid, host, since, path } = lock;
  const note = (why: string, todo: string): readonly DoctorNote[] => [
    {
      area: 'runs',
      what:
        pid === null
          ? `${what} is locked`
          : `${what} is locked by process ${pid} on ${host ?? '?'}, since ${since ?? '?'}`,
      why,
      todo,
    },
  ];
  switch (holder) {
    case 'live':
      // Nothing is wrong with a run that runs.
      return [];
    case 'dead':
      return note(
        'that process is dead',
        'Nothing: the next start takes the lock over at once.',
      );
    case 'elsewhere':
      return note(
        'whether that process lives cannot be seen from here',
        `Look there; if it surely is gone, remove ${path}.`,
      );
    case 'unknown':
      return note(
        'the note of who holds it is gone',
        `If nothing runs any more, it frees itself within 20 seconds: ${path}.`,
      );
    default:
      return unreachable(holder);
  }
}

function leftNotes(run: DoctorRun): readonly DoctorNote[] {
  const name = run.spec_path ?? run.slug;
  const specFlag = `--spec ${shellWord(name)}`;
  return [
    ...(run.left_processes === 0
      ? []
      : [
          {
            area: 'runs' as const,
            what: `${count(run.left_processes, 'process', 'processes')} of the dead run of ${name}`,
            why: 'they outlived it and may still write',
            todo: `The next start ends them first: orchestration-loop ${specFlag}`,
          },
        ]),
    ...(run.status === 'complete' && run.worktrees > 0
      ? [
          {
            area: 'runs' as const,
            what: `${count(run.worktrees, 'worktree')} of the finished run of ${name}`,
            why: 'they only take space: what they held is on its branch',
            todo: `orchestration-loop clean ${specFlag}`,
          },
        ]
      : []),
  ];
}

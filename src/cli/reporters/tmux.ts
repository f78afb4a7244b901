import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { packageRoot } from '../../adapters/prompts/package-root.ts';
import { runProcess } from '../../adapters/process/run-process.ts';
import { showWindows } from '../../adapters/tmux/show-windows.ts';
import type { ShownWindow } from '../../adapters/tmux/show-windows.ts';
import type { TaskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { usageError } from '../../model/user-error.ts';
import { shellWord } from '../../view/shell-word.ts';
import type { Io } from '../command.ts';
import type { Place } from '../records/place.ts';
import type { Reporter } from './reporter.ts';
import { windowGroups } from './tmux-windows.ts';
import type { WindowGroup } from './tmux-windows.ts';

/** A tmux session beside the run, in which people read what the agents print. */
export type TmuxSession = {
  /** The window of each unit, as far as there is one. */
  readonly windows: () => ReadonlyMap<TaskId, ShownWindow>;
  /** The same reporter, which keeps the windows at what is planned, and says where they are. */
  readonly beside: (reporter: Reporter) => Reporter;
};

/** `--tmux [NAME]` as it was given; refuses a name that tmux would read as something else. */
export function tmuxName(given: string | true, { layout }: Place): string {
  if (given === true) {
    return `orchestration-${layout.slug.replace(/[^\w-]+/g, '_')}`;
  }
  if (/^[\w-]{1,64}$/.test(given)) return given;
  throw usageError(
    `--tmux ${JSON.stringify(given)} is no name for a session`,
    'Letters, digits, - and _ make one, at most 64 of them.',
  );
}

/** Nothing of it can hurt the run: what goes wrong is one line. */
export function openTmux(session: string, place: Place, io: Io): TmuxSession {
  let windows: ReadonlyMap<TaskId, ShownWindow> = new Map();
  let known = '';
  let isShown = false;
  let opening = Promise.resolve();

  const open = async (
    groups: readonly WindowGroup[],
    say: Reporter['say'],
  ): Promise<void> => {
    const shown = await showWindows({
      session,
      mark: markOf(place),
      windows: groups.map(({ name, units }) => ({
        name,
        argv: logCommand(units, place),
      })),
      ...{ cwd: place.layout.workdir, env: io.env, runProcess },
    });
    if (!shown.ok) {
      say(`No logs in tmux: ${shown.error}.`);
      return;
    }
    windows = new Map(
      groups.flatMap(({ units }, i) => {
        const at = shown.value[i];
        return at === undefined ? [] : units.map((id) => [id, at] as const);
      }),
    );
    if (!isShown) say(whereText(session, io));
    isShown = true;
  };
  const follow = (state: State, say: Reporter['say']): void => {
    if (!state.is_planned || state.units.length === 0) return;
    const groups = windowGroups(state);
    const next = JSON.stringify(groups);
    if (next === known) return;
    known = next;
    opening = opening.then(() => open(groups, say));
  };
  return {
    windows: () => windows,
    beside: (reporter) => ({
      ...reporter,
      onEvents: (events, state) => {
        reporter.onEvents(events, state);
        follow(state, reporter.say);
      },
      end: async () => {
        await opening;
        await reporter.end();
        if (isShown) io.stderr.write(`${whereText(session, io)}\n`);
      },
    }),
  };
}

/** Which run's session it is, whoever named it: not a word of the spec's. */
const markOf = ({ layout }: Place): string =>
  createHash('sha256').update(layout.folder).digest('hex').slice(0, 16);

const logCommand = (
  units: readonly TaskId[],
  { layout }: Place,
): readonly string[] => [
  ...[process.execPath, join(packageRoot(), 'dist/bin.js')],
  ...['log', '--follow', '--spec', layout.specPath],
  ...['--workdir', layout.workdir, '--', ...units],
];

/** A tmux does not open inside another one. */
const whereText = (session: string, { env }: Io): string => {
  const command =
    (env['TMUX'] ?? '') === '' ? 'attach-session' : 'switch-client';
  return `The agents' logs: tmux ${command} -t ${shellWord(session)}`;
};

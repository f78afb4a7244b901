import { err, ok, type Result } from '../../lib/result.ts';
import type { ProcessResult, RunProcess } from '../../ports/process.ts';

/** A window and the program that runs in it, without a shell between. */
export type TmuxWindow = {
  readonly name: string;
  readonly argv: readonly string[];
};

/** Where a window is, as tmux names it for good. */
export type ShownWindow = {
  readonly window_id: string;
  readonly pane_id: string;
};

export type ShowOptions = {
  readonly session: string;
  /** Tells this run's session and windows from anybody else's: letters and digits. */
  readonly mark: string;
  /** One at least. */
  readonly windows: readonly TmuxWindow[];
  readonly cwd: string;
  /** The user's environment: it says which server is theirs. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runProcess: RunProcess;
};

/**
 * Shows programs in the windows of a detached session, which stays when they
 * have ended. An own session of that name is used again and its old windows
 * go; another's is left alone. An error is one line for a person.
 */
export async function showWindows(
  options: ShowOptions,
): Promise<Result<readonly ShownWindow[], string>> {
  const tmux = tmuxWith(options);
  const found = await findSession(tmux, options.session);
  if (!found.ok) return found;
  if (found.value !== null && found.value.mark !== options.mark) {
    return err(`the tmux session ${options.session} is somebody else's`);
  }
  const old = found.value === null ? [] : await oldWindows(tmux, options);
  const shown: ShownWindow[] = [];
  for (const window of options.windows) {
    const isFirst = found.value === null && shown.length === 0;
    const made = await tmux(commandFor(window, options, isFirst));
    const ids = /^(@\d+) (%\d+)$/m.exec(made.stdout);
    if (made.exitCode !== 0 || ids === null) return err(saidOf(made));
    shown.push({ window_id: ids[1] ?? '', pane_id: ids[2] ?? '' });
  }
  const [first] = shown;
  // A window that somebody closed meanwhile is no loss.
  for (const id of old) await tmux([['kill-window', '-t', id]]);
  if (first !== undefined) {
    await tmux([['select-window', '-t', first.window_id]]);
  }
  return ok(shown);
}

/** Commands that tmux takes as one: nothing happens between them. */
type Tmux = (
  commands: readonly (readonly string[])[],
) => Promise<ProcessResult>;

/** A server that does not answer must not keep the run. */
const TIMEOUT_MS = 5000;

const tmuxWith =
  ({ runProcess, cwd, env }: ShowOptions): Tmux =>
  (commands) =>
    runProcess('tmux', joined(commands), { cwd, env, timeoutMs: TIMEOUT_MS });

/** A word that ends in a semicolon would end the command. */
const joined = (commands: readonly (readonly string[])[]): readonly string[] =>
  commands.flatMap((command, i) => [
    ...(i === 0 ? [] : [';']),
    ...command.map((word) => word.replace(/;$/, '\\;')),
  ]);

const OPTION = '@orchestration_loop';
/** Of another name: a format looks for a window's option in its session too. */
const WINDOW_OPTION = '@orchestration_loop_window';

/** Detached, it has this size until somebody attaches. */
const SIZE = ['-x', '200', '-y', '50'];

/**
 * Makes a window. The folder is the caller's own: what `-c` is given, tmux
 * would take for a format. Options follow in the same breath, so that no
 * program is faster than they are.
 */
function commandFor(
  { name, argv }: TmuxWindow,
  { session, mark }: ShowOptions,
  isFirst: boolean,
): readonly (readonly string[])[] {
  const target = `=${session}:`;
  const print = ['-P', '-F', '#{window_id} #{pane_id}', '-n', name];
  return [
    isFirst
      ? ['new-session', '-d', ...SIZE, '-s', session, ...print, ...argv]
      : ['new-window', '-t', target, ...print, ...argv],
    ['set-option', '-t', target, OPTION, mark],
    ['set-option', '-w', '-t', target, WINDOW_OPTION, mark],
    ['set-option', '-w', '-t', target, 'remain-on-exit', 'on'],
  ];
}

/** The session of this name, with its mark; null where there is none. */
async function findSession(
  tmux: Tmux,
  session: string,
): Promise<Result<{ readonly mark: string } | null, string>> {
  const listed = await tmux([
    ['list-sessions', '-F', `#{session_name} #{${OPTION}}`],
  ]);
  if (listed.problem === 'missing') return err('tmux is not installed');
  // Without a server there are no sessions, and that is an error to tmux.
  if (listed.exitCode === 1) return ok(null);
  if (listed.exitCode !== 0) return err(saidOf(listed));
  const line = listed.stdout
    .split('\n')
    .find((each) => each.startsWith(`${session} `));
  return ok(
    line === undefined ? null : { mark: line.slice(session.length + 1) },
  );
}

/** Windows of the session that an earlier start made. */
async function oldWindows(
  tmux: Tmux,
  { session, mark }: ShowOptions,
): Promise<readonly string[]> {
  const format = `#{window_id} #{${WINDOW_OPTION}}`;
  const listed = await tmux([
    ['list-windows', '-t', `=${session}:`, '-F', format],
  ]);
  return listed.stdout.split('\n').flatMap((line) => {
    const [id = '', of] = line.split(' ');
    return of === mark ? [id] : [];
  });
}

function saidOf({ stderr, problem }: ProcessResult): string {
  if (problem === 'timeout') return 'tmux does not answer';
  const [line = ''] = stderr.trim().split('\n');
  return line === '' ? 'tmux failed without a word' : `tmux says: ${line}`;
}

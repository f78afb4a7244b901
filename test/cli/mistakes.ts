/** A folder to make a mistake in: a git repository with a spec, `.kiro/specs/thing`, and codex on its PATH. */
export type Shop = {
  readonly write: (path: string, text: string) => void;
  readonly remove: (path: string) => void;
  readonly git: (...args: readonly string[]) => void;
  /** Environment of the command. */
  readonly env: Record<string, string>;
};

/** What a new user does wrong, and every line that says so. */
export type Mistake = {
  readonly mistake: string;
  readonly args: readonly string[];
  /** Whole lines of the output; `<…>` stands for what differs each time, `~/shop` for the folder. */
  readonly says: readonly string[];
  readonly exitCode: number;
  readonly make?: (shop: Shop) => void;
};

const SPEC = '.kiro/specs/thing';
const CONFIG = 'orchestration.config.json';
const IN_CONFIG = `error: ~/shop/${CONFIG} is not valid:`;
const MEND_CONFIG =
  'hint: Put it right and start again: nothing was started. references/config.md lists every key.';
const RUN_HELP = 'hint: See orchestration-loop run --help';

/** Those that are refused before a run is there. */
export const MISTAKES: readonly Mistake[] = [
  {
    mistake: 'No spec is named',
    args: [],
    says: [
      'error: neither --spec nor --state is given',
      `hint: For example: orchestration-loop --spec ${SPEC}`,
    ],
    exitCode: 64,
  },
  {
    mistake: 'No spec is named, and there are several',
    args: ['plan'],
    make: ({ write }) => {
      write('.kiro/specs/other one/tasks.md', '- [ ] 1. Other\n');
    },
    says: [
      'error: neither --spec nor --state is given',
      `hint: There are '.kiro/specs/other one', ${SPEC}. For example: orchestration-loop plan --spec '.kiro/specs/other one'`,
    ],
    exitCode: 64,
  },
  {
    mistake: 'The spec is named without its flag',
    args: ['plan', SPEC],
    says: [
      "error: too many arguments for 'plan'. Expected 0 arguments but got 1.",
      `hint: The spec is named by a flag: orchestration-loop plan --spec ${SPEC}`,
    ],
    exitCode: 64,
  },
  {
    mistake: 'A path that is not there',
    args: ['--spec', '.kiro/specs/thinh'],
    says: [
      'error: No such spec: .kiro/specs/thinh',
      `hint: Looked for ~/shop/.kiro/specs/thinh. There is ${SPEC}.`,
    ],
    exitCode: 1,
  },
  {
    mistake: 'The folder above the specs',
    args: ['--spec', '.kiro/specs'],
    says: [
      'error: The spec .kiro/specs has no tasks.md.',
      `hint: Write the tasks as a checklist into ~/shop/.kiro/specs/tasks.md, or name another folder. There is ${SPEC}.`,
    ],
    exitCode: 1,
  },
  {
    mistake: 'A spec that has no tasks yet',
    args: ['--spec', SPEC],
    make: ({ remove }) => {
      remove(`${SPEC}/tasks.md`);
    },
    says: [
      `error: The spec ${SPEC} has no tasks.md.`,
      `hint: Write the tasks as a checklist into ~/shop/${SPEC}/tasks.md, or name another folder.`,
    ],
    exitCode: 1,
  },
  {
    mistake: 'Tasks without checkboxes',
    args: ['--spec', SPEC],
    make: ({ write }) => {
      write(`${SPEC}/tasks.md`, '# Plan\n\nFirst the store, then the page.\n');
    },
    says: [
      'error: the spec cannot be run as it is:',
      'tasks.md: error: No task was found in this file: a task is a line like "- [ ] 1. Add the store". (no-tasks)',
      `hint: See all of it: orchestration-loop lint ${SPEC}`,
    ],
    exitCode: 1,
  },
  {
    mistake: 'A file that is no task list',
    args: ['--spec', 'README.md'],
    says: [
      'error: the spec cannot be run as it is:',
      'README.md: error: No task was found in this file: a task is a line like "- [ ] 1. Add the store". (no-tasks)',
      'hint: See all of it: orchestration-loop lint README.md',
    ],
    exitCode: 1,
  },
  {
    mistake: 'A spec that is done',
    args: ['--spec', SPEC],
    make: ({ write }) => {
      write(`${SPEC}/tasks.md`, '- [x] 1. Add the store\n');
    },
    says: [
      `error: ${SPEC} has no open task.`,
      `hint: See what was read: orchestration-loop parse ${SPEC}`,
    ],
    exitCode: 1,
  },
  {
    mistake: 'A workdir that is not there',
    args: ['--spec', SPEC, '--workdir', '../shpo'],
    says: [
      'error: There is no such folder: ~/shpo',
      'hint: Name the folder of your sources with --workdir, or leave it out where you stand in it.',
    ],
    exitCode: 1,
  },
  {
    mistake: 'Worktrees where there is no git repository',
    args: ['--spec', SPEC, '--isolation', 'worktree'],
    make: ({ remove }) => {
      remove('.git');
    },
    says: [
      'error: ~/shop is not in a git repository.',
      'hint: Worktrees need one: git init and a first commit, or --isolation shared.',
    ],
    exitCode: 1,
  },
  {
    mistake: 'A repository without a commit',
    args: ['--spec', SPEC],
    make: ({ git, remove }) => {
      remove('.git');
      git('init', '--quiet', '--initial-branch=main');
    },
    says: [
      'error: The repository ~/shop has no commit yet.',
      'hint: Make a first commit (git add -A && git commit), or use --isolation shared.',
    ],
    exitCode: 1,
  },
  {
    mistake: 'Changes that are not committed',
    args: ['--spec', SPEC],
    make: ({ write }) => {
      write('README.md', '# Changed\n');
    },
    says: [
      'error: These tracked files have changes that are not committed:',
      '  "README.md"',
      'hint: Commit or stash them, or start without them from HEAD: --allow-dirty.',
    ],
    exitCode: 1,
  },
  {
    mistake: 'A detached HEAD',
    args: ['plan', '--spec', SPEC],
    make: ({ git }) => {
      git('checkout', '--quiet', '--detach');
    },
    says: [
      '  HEAD is detached: the result stays on its own branch and is not landed.',
    ],
    exitCode: 0,
  },
  {
    mistake: 'A CLI that is not installed',
    args: ['--spec', SPEC, '--code-backend', 'opencode'],
    says: [
      'error: opencode (code) is not on your PATH.',
      'hint: npm install -g opencode-ai, or choose another with --code-backend NAME.',
    ],
    exitCode: 1,
  },
  {
    mistake: 'A CLI that nobody knows',
    args: ['--spec', SPEC, '--code-backend', 'codx'],
    says: [
      'error: --code-backend: there is no backend codx; there are codex, gemini, claude, opencode.',
      `hint: Another CLI is described under "agents" in ${CONFIG}.`,
    ],
    exitCode: 64,
  },
  {
    mistake: 'A key with a typing mistake in the config',
    args: ['--spec', SPEC],
    make: ({ write }) => {
      write(CONFIG, '{\n  "jbos": 3\n}\n');
    },
    says: [
      IN_CONFIG,
      `  ~/shop/${CONFIG}:2:3: there is an unknown key "jbos"; did you mean "jobs"?`,
      MEND_CONFIG,
    ],
    exitCode: 1,
  },
  {
    mistake: 'A value of the wrong type in the config',
    args: ['--spec', SPEC],
    make: ({ write }) => {
      write(CONFIG, '{\n  "jobs": "3",\n  "timeout": "soon"\n}\n');
    },
    says: [
      IN_CONFIG,
      `  ~/shop/${CONFIG}:2:3: jobs must be integer, not "3"`,
      `  ~/shop/${CONFIG}:3:3: timeout must be a duration such as 90s, 10m or 2h, not "soon"`,
      MEND_CONFIG,
    ],
    exitCode: 1,
  },
  {
    mistake: 'A config that is no JSON',
    args: ['--spec', SPEC],
    make: ({ write }) => {
      write(CONFIG, '{ "jobs": 3, }');
    },
    says: [
      IN_CONFIG,
      `  ~/shop/${CONFIG}:1:14: not JSON: expected a key and a colon, got "}"`,
      MEND_CONFIG,
    ],
    exitCode: 1,
  },
  {
    mistake: 'A flag with a typing mistake',
    args: ['--spec', SPEC, '--job', '3'],
    says: ["error: unknown option '--job'", 'hint: Did you mean --jobs?'],
    exitCode: 64,
  },
  {
    mistake: 'A command with a typing mistake',
    args: ['stauts'],
    says: ["error: unknown command 'stauts'", 'hint: Did you mean status?'],
    exitCode: 64,
  },
  {
    mistake: 'A flag without its value',
    args: ['--spec', SPEC, '--jobs'],
    says: ['error: --jobs needs a value', RUN_HELP],
    exitCode: 64,
  },
  {
    mistake: 'A number that is none',
    args: ['--spec', SPEC, '--jobs', 'many'],
    says: [
      "error: --jobs does not take 'many'. It takes a whole number from 1.",
      RUN_HELP,
    ],
    exitCode: 64,
  },
  {
    mistake: 'A duration that is none',
    args: ['--spec', SPEC, '--timeout', 'soon'],
    says: [
      `error: --timeout does not take 'soon'. "soon" is not a duration: write it like 90s, 10m, 2h or 1h30m`,
      RUN_HELP,
    ],
    exitCode: 64,
  },
  {
    mistake: 'A variable with a wrong value',
    args: ['--spec', SPEC],
    make: ({ env }) => {
      env['ORCHESTRATION_LOOP_JOBS'] = 'many';
    },
    says: [
      'error: ORCHESTRATION_LOOP_JOBS="many": It takes a whole number from 1.',
      'hint: Set it to such a value, or take it out: unset ORCHESTRATION_LOOP_JOBS',
    ],
    exitCode: 64,
  },
  {
    mistake: 'Asking about a run before its start',
    args: ['status', '--spec', SPEC],
    says: [
      `error: ${SPEC} was never started.`,
      `hint: Start it: orchestration-loop --spec ${SPEC}`,
    ],
    exitCode: 1,
  },
  {
    mistake: 'Answering a run before its start',
    args: ['decide', 'D1', '--option', '1', '--spec', SPEC],
    says: [
      `error: ${SPEC} was never started.`,
      `hint: Start it: orchestration-loop --spec ${SPEC}`,
    ],
    exitCode: 1,
  },
  {
    mistake: 'Stopping a run before its start',
    args: ['stop', '--spec', SPEC],
    says: [
      `Nothing runs for ${SPEC}. It was never started: orchestration-loop --spec ${SPEC}`,
    ],
    exitCode: 0,
  },
  {
    mistake: 'A run inside a run of the same spec',
    args: ['--spec', SPEC],
    make: ({ env }) => {
      env['ORCHESTRATION_RUN'] = 'r1';
      env['ORCHESTRATION_SPEC'] = SPEC;
      env['ORCHESTRATION_UNIT'] = '2';
      env['ORCHESTRATION_ROLE'] = 'implement';
    },
    says: [
      `error: This is the implement agent of unit 2 in run r1 of ${SPEC}: that run is under way, and no agent of it starts another.`,
      'hint: Do the work of the unit yourself; the run reviews and integrates it.',
    ],
    exitCode: 1,
  },
];

/** Those that take a run, or the program as it is built. */
export const LATER_MISTAKES = {
  unwritable: {
    mistake: 'A folder that cannot be written',
    args: ['--spec', SPEC, '--output', 'README.md'],
    says: [
      "error: The run's files cannot be written: ENOTDIR: not a directory, mkdir '~/shop/README.md/.orchestration'",
      'hint: Make the folder writable, or name another one with --output DIR.',
    ],
    exitCode: 1,
  },
  loggedOut: {
    mistake: 'A CLI that is not signed in',
    args: ['--spec', SPEC],
    says: [
      '[1] implement 1 failed (auth): Not logged in (to log in: codex login)',
      '[1] decision D1: No agent is left for this unit:',
      'Next:     answer D1, then start the run again',
      `          orchestration-loop decide D1 --option 1 --spec ${SPEC}`,
    ],
    exitCode: 2,
  },
  unknownDecision: {
    mistake: 'A decision that is not there',
    args: ['decide', 'D9', '--option', '1', '--spec', SPEC],
    says: [
      'error: there is no decision D9',
      `hint: See what is open: orchestration-loop decide --spec ${SPEC}`,
    ],
    exitCode: 64,
  },
  unknownOption: {
    mistake: 'An option that a decision does not have',
    args: ['decide', 'D1', '--option', '9', '--spec', SPEC],
    says: [
      'error: D1 has no option 9: it has 1 to 4',
      `hint: See what is open: orchestration-loop decide --spec ${SPEC}`,
    ],
    exitCode: 64,
  },
  editedState: {
    mistake:
      'A status that does not exist, written into the state file by hand',
    args: ['--spec', SPEC],
    says: [
      'error: ~/shop/.kiro/specs/AGENT_STATE.json is not valid:',
      '  ~/shop/.kiro/specs/AGENT_STATE.json:<line>: tasks[0].status must be one of <names>, not "finished"',
      'hint: Nothing was changed. Put these lines right, or move the file away: it is made again from the journal.',
    ],
    exitCode: 1,
  },
  secondRunner: {
    mistake: 'A second start while the first one works',
    args: ['--spec', SPEC],
    says: [
      `error: The spec ${SPEC} is in use by process <number> on <host>, since <time>`,
      'hint: Look at it with orchestration-loop status, end it with orchestration-loop stop, or wait for it. If that process surely no longer exists, remove <file> and start again.',
    ],
    exitCode: 1,
  },
  oldNode: {
    mistake: 'A Node that is too old',
    args: ['--spec', SPEC],
    says: [
      'error: orchestration-loop needs Node 20.19 or newer; this is Node 18.20.8.',
      'hint: Install a newer one, with nvm say: nvm install 22, then start again.',
    ],
    exitCode: 1,
  },
} as const satisfies Readonly<Record<string, Mistake>>;

/** A line of `says` as a pattern for the line that was printed. */
export const patternOf = (line: string): RegExp =>
  new RegExp(
    `^${line
      .split(/<[a-z]+>/)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
      .join('.+')}$`,
    'm',
  );

import { formatBytes } from '../../lib/byte-size.ts';
import { formatDuration } from '../../lib/duration.ts';
import { count, formatCost, formatTokens } from '../../view/format.ts';
import { oneLine } from '../../view/terminal-text.ts';
import { backendLines } from './backends.ts';
import type {
  DoctorGit,
  DoctorNote,
  DoctorReport,
  DoctorRun,
  DoctorSetting,
  DoctorVariable,
} from './doctor-data.ts';
import { atMost, block, entry, layoutWidth } from '../text-layout.ts';

/** Where the second column begins. */
const COLUMN = 16;
const MOST_RUNS = 8;

/** Everything `doctor` found, for a person: what is wrong first. */
export function doctorText(
  report: DoctorReport,
  options: { readonly columns?: number } = {},
): string {
  const columns = layoutWidth(options.columns);
  const row = (name: string, text: string): readonly string[] =>
    entry(`  ${name.padEnd(COLUMN - 2)}`, text, columns);
  return [
    ...entry('', headline(report), columns),
    ...entry('', verdict(report), columns),
    ...block('Problems', noteLines(report.problems, columns)),
    ...block('Warnings', noteLines(report.warnings, columns)),
    ...block(
      'Machine',
      machineRows(report).flatMap(([a, b]) => row(a, b)),
    ),
    ...block('Backends', backendLines(report, columns)),
    ...block(
      'Runs here',
      atMost(report.runs, MOST_RUNS, (run) => row(run.slug, runText(run))),
    ),
    ...block(
      'Settings',
      settingRows(report.settings).flatMap(([a, b]) => row(a, b)),
    ),
    ...block(
      'Environment of agents',
      environmentRows(report.environment).flatMap(([a, b]) => row(a, b)),
    ),
    ...block(
      'Conformance',
      (report.conformance ?? []).flatMap(({ title, expected, seen, ok }) =>
        entry(
          ok ? '  ok     ' : '  WRONG  ',
          `${title}: ${ok ? seen : `${seen}, not ${expected}`}`,
          columns,
        ),
      ),
    ),
    ...block('Probe', probeLines(report, columns)),
    '',
  ].join('\n');
}

const headline = ({ version, workdir, spec }: DoctorReport): string =>
  `orchestration-loop ${version} in ${workdir}${spec === null ? '' : `, for ${spec}`}`;

const verdict = ({ ok, problems, warnings }: DoctorReport): string =>
  [
    ok
      ? 'Nothing that is needed is missing'
      : count(problems.length, 'problem'),
    ...(warnings.length === 0 ? [] : [count(warnings.length, 'warning')]),
  ].join(', ') + '.';

const noteLines = (
  notes: readonly DoctorNote[],
  columns: number,
): readonly string[] =>
  notes.flatMap(({ what, why, todo }) =>
    entry('  - ', `${what}: ${why}. ${todo}`, columns),
  );

type Row = readonly [name: string, text: string];

function machineRows({ machine, git, disk }: DoctorReport): readonly Row[] {
  const { node, node_floor, platform, tmux } = machine;
  const free =
    disk.free_bytes === null
      ? 'the system does not say what is free'
      : `${formatBytes(disk.free_bytes)} free`;
  return [
    ['node', `${node} on ${platform} (${node_floor} or later)`],
    ['git', gitText(git)],
    [
      'disk',
      `${free} (at least ${formatBytes(disk.floor_bytes)}) in ${disk.folder}`,
    ],
    ['tmux', tmux ?? 'not there'],
  ];
}

function gitText({ version, floor, repository }: DoctorGit): string {
  if (version === null) return 'not there';
  const own = `${version} (${floor} or later)`;
  if (repository === null) return `${own}, no repository to work in`;
  const { branch, commit, changed_files: changed } = repository;
  const at = commit === null ? 'without a commit' : `at ${commit.slice(0, 9)}`;
  return [
    own,
    branch === null ? `detached ${at}` : `${branch} ${at}`,
    ...(changed === 0 ? [] : [`${changed} files changed`]),
  ].join(', ');
}

function runText(run: DoctorRun): string {
  const live = run.locks.find(({ holder }) => holder === 'live');
  return [
    live === undefined
      ? run.status.replace('_', ' ')
      : `running: process ${live.pid ?? '?'} since ${live.since ?? '?'}`,
    ...(run.worktrees === 0 ? [] : [`worktrees: ${run.worktrees}`]),
    ...(run.left_processes === 0
      ? []
      : [`processes left: ${run.left_processes}`]),
  ].join(', ');
}

/** Sources in the order in which they win, as rows of the text. */
const SOURCES: readonly Row[] = [
  ['flag', 'flag'],
  ['environment', 'environment'],
  ['file', 'config file'],
  ['first_start', 'first start'],
  ['default', 'default'],
];

const settingRows = (settings: readonly DoctorSetting[]): readonly Row[] =>
  SOURCES.flatMap(([source, title]): readonly Row[] => {
    const own = settings.filter((setting) => setting.source === source);
    if (own.length === 0) return [];
    const empty = own.filter(
      ({ text }) => text === 'none' || text === 'not set',
    );
    const said = own.filter((setting) => !empty.includes(setting));
    return [
      [
        title,
        [
          ...said.map(({ name, text }) => `${name} ${oneLine(text)}`),
          ...(empty.length === 0
            ? []
            : [`${empty.length} others not set (--json names them)`]),
        ].join(' · '),
      ],
    ];
  });

function environmentRows(variables: readonly DoctorVariable[]): readonly Row[] {
  const held = variables.filter(
    ({ backends, is_passed: isPassed }) => backends.length === 0 && !isPassed,
  );
  const passed = variables.filter(({ is_passed: isPassed }) => isPassed);
  const owners = [...new Set(variables.flatMap(({ backends }) => backends))];
  const rows: readonly (readonly [string, readonly DoctorVariable[]])[] = [
    ['held back', held],
    ['env.pass', passed],
    ...owners.map(
      (owner) =>
        [
          `${owner} only`,
          variables.filter(({ backends }) => backends.includes(owner)),
        ] as const,
    ),
  ];
  return rows
    .filter(([name, own]) => own.length > 0 || name === 'held back')
    .map(([name, own]) => [
      name,
      own.length === 0
        ? 'nothing'
        : own.map((variable) => variable.name).join(', '),
    ]);
}

function probeLines(
  { probe }: DoctorReport,
  columns: number,
): readonly string[] {
  if (probe === null) return [];
  const { backend, outcome, failure, usage, duration_ms: ms } = probe;
  const used =
    usage === null
      ? 'usage not told'
      : [
          `${formatTokens(usage.input_tokens)} tokens in (${formatTokens(usage.cached_input_tokens)} cached)`,
          `${formatTokens(usage.output_tokens)} out`,
          ...(usage.cost_usd === null ? [] : [formatCost(usage.cost_usd)]),
        ].join(', ');
  const said =
    outcome === 'answered'
      ? probe.is_valid
        ? 'answered as asked'
        : 'answered in another form'
      : `failed (${failure?.type ?? '?'})`;
  return entry(
    '  ',
    `${backend} ${said} after ${formatDuration(ms)}; ${used}`,
    columns,
  );
}

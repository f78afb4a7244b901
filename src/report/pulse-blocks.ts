import type { Unit } from '../model/unit.ts';
import { lastReport } from '../view/attempts.ts';
import { currentEvidence } from '../model/state-access.ts';
import { toBoard } from '../view/board.ts';
import type { Board, Card } from '../view/board.ts';
import { toCoverage } from '../view/coverage.ts';
import { count, formatTime } from '../view/format.ts';
import { percent, progressBar, toProgress } from '../view/progress.ts';
import { findWaits } from '../view/waits.ts';
import { codeBlock, codeSpan, markdownLine } from './markdown-text.ts';
import type { PulseData } from './pulse-data.ts';

/** Where the run stands, in three short lines. */
export function statusLines({ state, now }: PulseData): readonly string[] {
  const progress = toProgress(state);
  const board = toBoard(state, findWaits(state, { now }));
  const open = state.decisions.filter(({ answer }) => answer === null).length;
  const facts = [
    ...(board.doing.length > 0 ? [`${board.doing.length} doing`] : []),
    ...(board.review.length > 0 ? [`${board.review.length} in review`] : []),
    ...(board.blocked.length > 0 ? [`${board.blocked.length} blocked`] : []),
    ...(board.planned.length > 0 ? [`${board.planned.length} planned`] : []),
    ...(open > 0 ? [`**${count(open, 'decision')} open**`] : []),
  ];
  return [
    `${codeSpan(progressBar(progress.share, 20))} ${percent(progress.share)} %`,
    '',
    `**${progress.completed} of ${count(progress.total, 'unit')} completed**${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`,
    '',
    `Updated ${formatTime(state.updated_at ?? now)}`,
  ];
}

/** What the system is: the design's overview and its first diagram. */
export function mentalModelLines({ design }: PulseData): readonly string[] {
  const { overview, diagram } = design;
  return [
    overview === null ? 'design.md has no overview.' : markdownLine(overview),
    ...(diagram === null
      ? []
      : ['', ...codeBlock(diagram.text, diagram.language)]),
  ];
}

const COVERAGE_MARKS = { covered: '✅', open: '⏳', none: '⚠️' } as const;

/** Requirement by requirement, which units answer it. */
export function coverageLines(data: PulseData): readonly string[] {
  const coverage = toCoverage(data.state, data.requirements);
  if (coverage.length === 0) return [];
  const covered = coverage.filter(({ status }) => status === 'covered');
  return [
    '',
    '### Requirement Coverage',
    '',
    `${covered.length} of ${count(coverage.length, 'requirement')} covered`,
    '',
    ...coverage.map(({ requirement, status, units }) => {
      const by =
        units.length === 0
          ? 'no unit names it'
          : units.map((unit) => markdownLine(unit.task_id)).join(', ');
      return `- ${COVERAGE_MARKS[status]} ${markdownLine(requirement)}: ${by}`;
    }),
  ];
}

const MOST_COMPLETED = 30;

/** What changed, newest first, what is being done, and what comes next. */
export function narrativeLines({ state, now }: PulseData): readonly string[] {
  const completed = state.units
    .filter((unit) => unit.status === 'completed')
    .toSorted((a, b) => (a.completed_at < b.completed_at ? 1 : -1));
  const board = toBoard(state, findWaits(state, { now }));
  const earlier = completed.length - MOST_COMPLETED;
  const lines = [
    ...section('Completed', [
      ...completed.slice(0, MOST_COMPLETED).flatMap(completedLines),
      ...(earlier > 0 ? [`- and ${earlier} before`] : []),
    ]),
    ...section('Underway', underway(board).map(cardLine)),
    ...section('Next', board.planned.slice(0, 5).map(cardLine)),
  ];
  return lines.length === 0 ? ['Nothing has changed yet.'] : lines.slice(1);
}

const underway = (board: Board): readonly Card[] => [
  ...board.doing,
  ...board.review,
];

/** A heading with its lines, a blank line before it; nothing where there are none. */
export const section = (
  title: string,
  lines: readonly string[],
): readonly string[] =>
  lines.length === 0 ? [] : ['', `### ${title}`, '', ...lines];

function completedLines(unit: Unit): readonly string[] {
  const files = currentEvidence(unit)?.files_changed.length ?? 0;
  const agent = unit.attempts.findLast((a) => a.role !== 'review')?.backend;
  const facts = [
    ...(agent === undefined ? [] : [markdownLine(agent)]),
    count(files, 'file'),
    ...(unit.fix_attempts > 0
      ? [count(unit.fix_attempts, 'fix', 'fixes')]
      : []),
    ...(unit.commit === null ? [] : [codeSpan(unit.commit.slice(0, 12))]),
  ];
  const summary = lastReport(unit)?.summary ?? '';
  return [
    `- **${markdownLine(unit.plan.task_id)}** ${markdownLine(unit.plan.description)} (${facts.join(', ')})`,
    ...(summary === '' ? [] : [`  ${markdownLine(summary)}`]),
  ];
}

const cardLine = (card: Card): string =>
  `- **${markdownLine(card.task_id)}** ${markdownLine(card.description)}: ${card.status.replaceAll('_', ' ')}${card.wait === null ? '' : `, ${markdownLine(card.wait)}`}`;

const MOST_ANCHORS = 60;

/** Where to look: `[module] path -> symbol` for every file that changed. */
export function anchorLines({ state, symbols }: PulseData): readonly string[] {
  const paths = [
    ...new Set(
      state.units.flatMap((unit) => currentEvidence(unit)?.files_changed ?? []),
    ),
  ].toSorted();
  if (paths.length === 0) return ['No file has changed yet.'];
  const more = paths.length - MOST_ANCHORS;
  return [
    ...paths.slice(0, MOST_ANCHORS).map((path) => {
      const names = symbols.get(path) ?? [];
      const target = names.length === 0 ? '' : ` -> ${names.join(', ')}`;
      return `- ${codeSpan(`[${moduleOf(path)}] ${path}${target}`)}`;
    }),
    ...(more > 0 ? [`- and ${count(more, 'file')} more`] : []),
  ];
}

const LAYERS = new Set(['src', 'lib', 'app', 'source', 'packages', 'internal']);

/** The first folder that names a part of the program, not a layer of the tree. */
function moduleOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  return folders.find((folder) => !LAYERS.has(folder)) ?? folders[0] ?? 'root';
}

import { currentEvidence } from '../../model/state-access.ts';
import type { Unit } from '../../model/unit.ts';
import { lastReport } from '../../view/attempts.ts';
import { toBoard } from '../../view/board.ts';
import type { Board, Card } from '../../view/board.ts';
import { count } from '../../view/format.ts';
import { statusLook } from '../../view/status-look.ts';
import { findWaits } from '../../view/waits.ts';
import { codeBlock, codeSpan, markdownLine } from '../markdown-text.ts';
import type { PulseData } from './pulse-data.ts';
import { item, section, wrapMarkdown } from './text.ts';

/** What the system is: the design's overview and its first diagram. */
export function mentalModelLines({ design }: PulseData): readonly string[] {
  const { overview, diagram } = design;
  return [
    ...(overview === null
      ? ['There is no design.md with an overview.']
      : wrapMarkdown('', markdownLine(overview))),
    ...(diagram === null
      ? []
      : ['', ...codeBlock(diagram.text, diagram.language)]),
  ];
}

const MOST_COMPLETED = 30;
const MOST_NEXT = 5;

/** What changed, newest first, what is being done, and what comes next. */
export function narrativeLines({
  state,
  now,
  limits,
}: PulseData): readonly string[] {
  const completed = state.units
    .filter((unit) => unit.status === 'completed')
    .toSorted((a, b) => (a.completed_at < b.completed_at ? 1 : -1));
  const board = toBoard(state, findWaits(state, { now, limits }));
  const earlier = completed.length - MOST_COMPLETED;
  const lines = [
    ...section('Completed', [
      ...completed.slice(0, MOST_COMPLETED).flatMap(completedLines),
      ...(earlier > 0 ? [`- and ${earlier} before`] : []),
    ]),
    ...section('Underway', underway(board).flatMap(cardLines)),
    ...section('Next', board.planned.slice(0, MOST_NEXT).flatMap(cardLines)),
  ];
  return lines.length === 0 ? ['Nothing has changed yet.'] : lines.slice(1);
}

const underway = (board: Board): readonly Card[] => [
  ...board.doing,
  ...board.review,
];

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
    ...item(
      `**${markdownLine(unit.plan.task_id)}** ${markdownLine(unit.plan.description)} (${facts.join(', ')})`,
    ),
    ...(summary === '' ? [] : wrapMarkdown('  ', markdownLine(summary))),
  ];
}

const cardLines = (card: Card): readonly string[] =>
  item(
    `**${markdownLine(card.task_id)}** ${markdownLine(card.description)}: ${statusLook(card.status).word}${card.wait === null ? '' : `, ${markdownLine(card.wait)}`}`,
  );

const MOST_ANCHORS = 60;

/** Where to look: `[module] path -> symbol` for every file that changed. */
export function anchorLines({ state, symbols }: PulseData): readonly string[] {
  const paths = [
    ...new Set(
      state.units.flatMap((unit) => currentEvidence(unit)?.files_changed ?? []),
    ),
  ]
    .filter((path) => symbols.get(path) !== null)
    .toSorted();
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

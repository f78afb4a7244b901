import { toBoard } from '../../view/board.ts';
import { command, openDecisions } from '../../view/decisions.ts';
import { count, formatTime } from '../../view/format.ts';
import { percent, progressBar, toProgress } from '../../view/progress.ts';
import { isSettled } from '../../view/status-look.ts';
import { findWaits } from '../../view/waits.ts';
import { codeSpan, markdownLine } from '../markdown-text.ts';
import type { PulseData } from './pulse-data.ts';
import { wrapMarkdown } from './text.ts';

/** Where the run stands: units, their weight, and what is to be done about it. */
export function statusLines(data: PulseData): readonly string[] {
  const { state, now } = data;
  const progress = toProgress(state);
  return [
    '<!-- Written anew at each sync. Your own words go outside such marks, and stay. -->',
    '',
    `${codeSpan(progressBar(progress.share, 20))} ${percent(progress.share)} % of the work, by subtasks`,
    '',
    ...wrapMarkdown('', countsText(data)),
    '',
    ...standing(data).flatMap((text) => [...wrapMarkdown('', text), '']),
    `Updated ${formatTime(state.updated_at ?? now)}`,
  ];
}

function countsText({ state, now, limits }: PulseData): string {
  if (!state.is_planned) return 'The plan is not made yet.';
  const { completed, canceled, total } = toProgress(state);
  const board = toBoard(state, findWaits(state, { now, limits }));
  const open = openDecisions(state).length;
  const facts = [
    ...(board.doing.length > 0 ? [`${board.doing.length} doing`] : []),
    ...(board.review.length > 0 ? [`${board.review.length} in review`] : []),
    ...(board.blocked.length > 0 ? [`${board.blocked.length} blocked`] : []),
    ...(board.planned.length > 0 ? [`${board.planned.length} planned`] : []),
    ...(canceled > 0 ? [`${canceled} left out`] : []),
    ...(open > 0 ? [`**${count(open, 'decision')} open**`] : []),
  ];
  const done = `**${completed} of ${count(total, 'unit')} completed**`;
  return facts.length === 0 ? done : `${done}: ${facts.join(', ')}`;
}

/** Where the result is, or what a person does to get on. */
function standing({ state, flags }: PulseData): readonly string[] {
  const { landing, finished } = state;
  if (landing?.type === 'landed')
    return landing.commit === null
      ? []
      : [
          `Landed on ${codeSpan(landing.branch ?? 'the target branch')} as ${codeSpan(landing.commit.slice(0, 12))}.`,
        ];
  if (landing !== null)
    return [
      `**Not landed**: ${markdownLine(landing.reason)}. Land it: ${codeSpan(landing.command)}`,
    ];
  const isOpen = state.units.some(({ status }) => !isSettled(status));
  if (finished === null || !isOpen) return [];
  const first =
    openDecisions(state).length > 0 ? 'Answer below, then go on' : 'To go on';
  return [`**Nothing runs now.** ${first}: ${codeSpan(command(flags))}`];
}

import type { LiveDetails, LiveFact } from '../view/live/details.ts';
import { padText, wrapText } from '../view/terminal-text.ts';
import type { Line } from './line.ts';

/** The place on the screen that the details of a unit have. */
export type DetailsRoom = {
  readonly columns: number;
  readonly rows: number;
  /** First line shown of all there are; null = the facts, and what was heard last. */
  readonly top: number | null;
};

/** `attempts` and `findings` are the longest labels. */
const LABEL = 10;

/** One unit in full: its facts above, the end of what was heard of it below. */
export function detailLines(
  details: LiveDetails,
  { columns, rows, top }: DetailsRoom,
): readonly Line[] {
  const { facts, log, all } = pagesOf(details, columns);
  const room = Math.max(0, rows);
  if (all.length <= room) return all;
  if (top !== null) return all.slice(top, top + room);
  if (log.length === 0) return all.slice(0, room);
  const head = facts.slice(0, Math.max(1, room - log.length, room >> 1));
  return [...head, ...log.slice(log.length - (room - head.length))];
}

/** The first line shown after so many lines up (below 0) or down; null = at the end again. */
export function scrollDetails(
  details: LiveDetails,
  { columns, rows, top }: DetailsRoom,
  step: number,
): number | null {
  const { log, all } = pagesOf(details, columns);
  const last = all.length - Math.max(0, rows);
  if (last <= 0) return null;
  const from = top ?? (log.length === 0 ? 0 : last);
  const next = Math.max(0, Math.min(last, from + step));
  return next === last && log.length > 0 ? null : next;
}

function pagesOf(
  { glyph, tone, task_id, title, ...details }: LiveDetails,
  columns: number,
): Readonly<Record<'facts' | 'log' | 'all', readonly Line[]>> {
  const facts: readonly Line[] = [
    [
      { text: `${glyph} `, tone },
      { text: `${task_id}  ${title}`, isBold: true },
    ],
    ...details.facts.flatMap((fact, at) =>
      factLines(fact, {
        columns,
        isFirst: fact.label !== details.facts[at - 1]?.label,
      }),
    ),
  ];
  const log = details.log.flatMap((text) => logLines(text, columns));
  return { facts, log, all: [...facts, ...log] };
}

/** Broken where it is too long; a label is said once. */
function factLines(
  { label, text, tone }: LiveFact,
  { columns, isFirst }: { readonly columns: number; readonly isFirst: boolean },
): readonly Line[] {
  const look = tone === undefined ? {} : { tone };
  return wrapText(text, Math.max(1, columns - LABEL - 2)).map((part, at) => [
    {
      text: `  ${padText(isFirst && at === 0 ? label : '', LABEL)}`,
      tone: 'quiet',
    },
    { text: part, ...look },
  ]);
}

const logLines = (text: string, columns: number): readonly Line[] =>
  wrapText(text, Math.max(1, columns - 4)).map((part, at) => [
    { text: `${at === 0 ? '│ ' : '│   '}${part}` },
  ]);

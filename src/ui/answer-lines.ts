import type { LiveModel } from '../view/live/live.ts';
import { oneLine, textWidth, wrapText } from '../view/terminal-text.ts';
import { decisionOf } from './answering.ts';
import type { Answering } from './answering.ts';
import type { Line } from './line.ts';

/**
 * The decision with what led to it, its options, the chosen one marked, and the
 * note as it is typed. Where the room is small the story is cut, then the
 * options that were not chosen: what is being typed is always seen.
 */
export function answerLines(
  answering: Answering,
  { decisions }: LiveModel,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): readonly Line[] {
  const decision = decisionOf(answering, decisions);
  if (decision === null) return [];
  const { option, note } = answering;
  const story = [decision.text, ...decision.details].flatMap((text) =>
    wrapText(text, columns - 2),
  );
  const options = decision.options.map(({ n, label }): Line => [
    {
      text: `${n === option ? '›' : ' '} ${n}. ${label}`,
      isBold: n === option,
    },
  ]);
  const chosen = options.filter((_, at) => decision.options[at]?.n === option);
  const end: readonly Line[] =
    option === null ? [] : [[{ text: noteText(note, columns) }]];
  const room = rows - end.length - 1;
  const shown = options.length <= room || option === null ? options : chosen;
  return [
    [{ text: `Your answer to ${decision.id}`, isBold: true }] satisfies Line,
    ...firstOf(story, room - shown.length).map((text): Line => [
      { text: `  ${text}` },
    ]),
    ...shown.slice(0, Math.max(0, room)),
    ...end,
  ].slice(0, Math.max(0, rows));
}

/** The beginning of a story; its last line says where there is more of it. */
function firstOf(story: readonly string[], most: number): readonly string[] {
  const shown = story.slice(0, Math.max(0, most));
  return shown.map((text, at) =>
    at === shown.length - 1 && shown.length < story.length ? `${text} …` : text,
  );
}

const BEFORE = '  Note: ';
const CURSOR = '▏';

/** The end of a note that is longer than the line: there it is typed. */
function noteText(note: string, columns: number): string {
  const room = Math.max(1, columns - textWidth(BEFORE) - textWidth(CURSOR) - 1);
  const letters = Array.from(oneLine(note));
  while (textWidth(letters.join('')) > room) letters.shift();
  const cut = letters.join('') === oneLine(note) ? '' : '…';
  return `${BEFORE}${cut}${letters.join('')}${CURSOR}`;
}

import type { LiveModel } from '../view/live/live.ts';
import { textWidth } from '../view/terminal-text.ts';
import type { Line } from './line.ts';
import type { Look } from './look.ts';

const BETWEEN = ' · ';

/** The last line: the keys that mean something now, as many as there is room for. */
export function footLine(
  { header, decisions }: LiveModel,
  look: Look,
  width: number,
): Line {
  const text = fitting(hintsOf(header.phase, look, decisions.length), width);
  return [{ text, tone: 'quiet' }];
}

/** A key and what it does; what ranks low goes first where the room is small. */
type Hint = { readonly text: string; readonly rank: number };

function hintsOf(
  phase: LiveModel['header']['phase'],
  { answering, isHelp, isOpen, selected }: Look,
  decisions: number,
): readonly Hint[] {
  const hint = (text: string, rank: number): Hint => ({ text, rank });
  if (answering !== null) {
    return answering.option === null
      ? [hint('type a number', 1), hint('Esc back', 2)]
      : [hint('type a note', 1), hint('Enter answers', 3), hint('Esc back', 2)];
  }
  const always = [
    ...(decisions === 0 ? [] : [hint('d answer', 9)]),
    ...(phase === 'draining'
      ? [hint('Ctrl-C end', 7)]
      : [
          hint(phase === 'paused' ? 'p go on' : 'p pause', 6),
          hint('q drain', 7),
        ]),
  ];
  if (isHelp) return [hint('? back', 8), ...always];
  if (isOpen) {
    return [hint('↑↓ scroll', 5), hint('Esc back', 8), ...always];
  }
  return [
    hint('↑↓ select', 4),
    hint('Enter details', 3),
    ...(selected === null ? [] : [hint('Esc let go', 2)]),
    ...always,
    hint('? help', 8),
  ];
}

function fitting(hints: readonly Hint[], width: number): string {
  const text = hints.map((hint) => hint.text).join(BETWEEN);
  if (textWidth(text) <= width || hints.length <= 1) return text;
  const lowest = Math.min(...hints.map(({ rank }) => rank));
  return fitting(
    hints.filter(({ rank }) => rank !== lowest),
    width,
  );
}

import type { Tone } from '../view/status-look.ts';
import { cutText, textWidth } from '../view/terminal-text.ts';

/** A piece of a line that looks the same throughout. */
export type Segment = {
  readonly text: string;
  readonly tone?: Tone;
  readonly isBold?: boolean;
};

/** One line of the screen. */
export type Line = readonly Segment[];

/** A line cut to a number of columns, its segments kept. */
export function cutLine(line: Line, columns: number): Line {
  let room = columns;
  return line.flatMap((segment) => {
    if (room <= 0) return [];
    const text = cutText(segment.text, room);
    room -= textWidth(text);
    return [{ ...segment, text }];
  });
}

import type { Tone } from '../view/status-look.ts';

const CODES: Readonly<Record<Tone, string>> = {
  quiet: '2',
  active: '36',
  good: '32',
  warning: '33',
  bad: '31',
};

/** A text in the colour of its tone, as it is where colours are not wanted. */
export const tint = (text: string, tone: Tone, isColoured: boolean): string =>
  isColoured ? `\u001b[${CODES[tone]}m${text}\u001b[0m` : text;

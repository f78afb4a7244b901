import { moveSelection } from '../view/live/window.ts';
import type { LiveDetails } from '../view/live/details.ts';
import type { LiveModel } from '../view/live/live.ts';
import { decisionOf, pressInto, startAnswering } from './answering.ts';
import type { Answer, Answering } from './answering.ts';
import { scrollDetails } from './details.ts';

/** What was pressed: a key with a name, or text. */
export type Key =
  | 'up'
  | 'down'
  | 'page_up'
  | 'page_down'
  | 'escape'
  | 'enter'
  | 'erase'
  | 'interrupt'
  | { readonly text: string };

/** What of the live view is the person's, not the run's. */
export type Look = {
  readonly selected: string | null;
  /** The selected unit is shown in full. */
  readonly isOpen: boolean;
  /** First line shown of it; null = its facts, and the end of its log. */
  readonly top: number | null;
  readonly isHelp: boolean;
  /** A decision is being answered. */
  readonly answering: Answering | null;
};

/** As it is drawn at first: the table, nothing selected. */
export const FIRST_LOOK: Look = {
  selected: null,
  isOpen: false,
  top: null,
  isHelp: false,
  answering: null,
};

/** What a key asks of the run. */
export type Wish =
  | { readonly type: 'drain' | 'pause' | 'interrupt' }
  | { readonly type: 'answer'; readonly answer: Answer };

/** What is on the screen when a key is pressed. */
export type Seen = {
  readonly model: LiveModel;
  /** The unit that is open, and the room it has. */
  readonly details: LiveDetails | null;
  readonly room: { readonly columns: number; readonly rows: number };
};

/** What a key leads to: another look, and what it asks of the run. */
export type Pressed = {
  readonly look: Look;
  readonly wishes: readonly Wish[];
};

const only = (look: Look): Pressed => ({ look, wishes: [] });

/** What a key makes of the look. Keys that are typed fast arrive as one text. */
export function press(look: Look, key: Key, seen: Seen): Pressed {
  if (key === 'interrupt') return { look, wishes: [{ type: 'interrupt' }] };
  if (typeof key === 'object') return typed(look, key.text, seen);
  if (look.answering !== null) return answered(look, key, seen);
  switch (key) {
    case 'up':
      return only(moved(look, -1, seen));
    case 'down':
      return only(moved(look, 1, seen));
    case 'page_up':
      return only(moved(look, -seen.room.rows, seen));
    case 'page_down':
      return only(moved(look, seen.room.rows, seen));
    case 'enter':
      return only(opened(look, seen.model));
    case 'escape':
      return only(back(look));
    case 'erase':
      return only(look);
  }
}

/** Letter by letter: each may change what the next one means. */
function typed(look: Look, text: string, seen: Seen): Pressed {
  let next = look;
  const wishes: Wish[] = [];
  for (const letter of text) {
    const done =
      next.answering === null
        ? letterPressed(next, letter, seen)
        : answered(next, { text: letter }, seen);
    next = done.look;
    wishes.push(...done.wishes);
  }
  return { look: next, wishes };
}

function letterPressed(look: Look, letter: string, seen: Seen): Pressed {
  switch (letter) {
    case 'q':
      return { look, wishes: [{ type: 'drain' }] };
    case 'p':
      return { look, wishes: [{ type: 'pause' }] };
    case '\u0003':
      return { look, wishes: [{ type: 'interrupt' }] };
    case '?':
      return only({ ...look, isHelp: !look.isHelp });
    case 'd':
      return only({ ...look, answering: startAnswering(seen.model.decisions) });
    default:
      return only(look);
  }
}

function answered(
  look: Look,
  key: Exclude<Key, 'interrupt'>,
  { model }: Seen,
): Pressed {
  const { answering } = look;
  const isForAnswer =
    typeof key === 'object' ||
    key === 'escape' ||
    key === 'enter' ||
    key === 'erase';
  if (answering === null || !isForAnswer) return only(look);
  const { next, given } = pressInto(answering, key, model.decisions);
  return {
    look: { ...look, answering: next },
    wishes: given === null ? [] : [{ type: 'answer', answer: given }],
  };
}

function moved(look: Look, step: number, seen: Seen): Look {
  const { details, room, model } = seen;
  if (look.isHelp) return look;
  if (look.isOpen && details !== null) {
    const { top } = look;
    return { ...look, top: scrollDetails(details, { ...room, top }, step) };
  }
  const selected = moveSelection(model.rows, look.selected, step);
  return { ...look, selected };
}

/** Without a selection it is the first unit that runs. */
function opened(look: Look, { rows }: LiveModel): Look {
  const selected = look.selected ?? moveSelection(rows, null, 1);
  return selected === null || look.isHelp
    ? look
    : { ...look, selected, isOpen: true };
}

/** One step back: out of the help, out of a unit, out of the selection. */
function back(look: Look): Look {
  if (look.isHelp) return { ...look, isHelp: false };
  return look.isOpen
    ? { ...look, isOpen: false, top: null }
    : { ...look, selected: null };
}

/** Forgets an answer to what somebody else has answered from another terminal. */
export const withoutGone = (look: Look, { decisions }: LiveModel): Look =>
  look.answering !== null && decisionOf(look.answering, decisions) === null
    ? { ...look, answering: null }
    : look;

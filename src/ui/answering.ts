import type { LiveDecision } from '../view/live/live.ts';

/** An answer on its way: what was chosen and typed so far. */
export type Answering = {
  readonly decision_id: string;
  /** Null until its number was typed. */
  readonly option: number | null;
  readonly note: string;
};

/** An answer that is given. */
export type Answer = {
  readonly decision_id: string;
  readonly option: number;
  /** Null where nothing was typed. */
  readonly note: string | null;
};

/** A note is a sentence or two; more is written with `decide --note`. */
const LONGEST_NOTE = 500;

/** Begins with the decision that is shown first; null = there is none. */
export function startAnswering(
  decisions: readonly LiveDecision[],
): Answering | null {
  const [first] = decisions;
  return first === undefined
    ? null
    : { decision_id: first.id, option: null, note: '' };
}

/** The decision an answer is for; null = somebody else has answered it. */
export const decisionOf = (
  { decision_id }: Answering,
  decisions: readonly LiveDecision[],
): LiveDecision | null =>
  decisions.find(({ id }) => id === decision_id) ?? null;

/** Keys that mean something while an answer is given. */
export type AnswerKey =
  'escape' | 'enter' | 'erase' | { readonly text: string };

/** What a key makes of an answer: what is left of it to do, or the answer itself. */
export function pressInto(
  now: Answering,
  key: AnswerKey,
  decisions: readonly LiveDecision[],
): { readonly next: Answering | null; readonly given: Answer | null } {
  const decision = decisionOf(now, decisions);
  if (decision === null || key === 'escape') return { next: null, given: null };
  if (key === 'erase') return { next: erase(now), given: null };
  if (key !== 'enter') {
    return { next: typeInto(now, key.text, decision), given: null };
  }
  const given = answerOf(now);
  return { next: given === null ? now : null, given };
}

/** Typed text: first the number of an option, all after it is the note. */
function typeInto(
  answering: Answering,
  text: string,
  decision: LiveDecision,
): Answering {
  if (answering.option !== null) {
    const printable = text.replace(/\p{Cc}/gu, '');
    const note = `${answering.note}${printable}`.slice(0, LONGEST_NOTE);
    return { ...answering, note };
  }
  const [first = '', ...rest] = Array.from(text);
  const chosen = decision.options.find(({ n }) => String(n) === first);
  if (chosen === undefined) return answering;
  return typeInto({ ...answering, option: chosen.n }, rest.join(''), decision);
}

/** Takes the last letter back, or, without a note, the choice. */
const erase = (answering: Answering): Answering =>
  answering.note === ''
    ? { ...answering, option: null }
    : { ...answering, note: Array.from(answering.note).slice(0, -1).join('') };

/** The answer as it stands; null while nothing is chosen. */
function answerOf({ decision_id, option, note }: Answering): Answer | null {
  if (option === null) return null;
  return { decision_id, option, note: note.trim() === '' ? null : note.trim() };
}

/** An id at the start of a title, and what comes after it. */
export type IdRead = {
  /** As written, without the trailing dot or colon. */
  readonly id: string;
  readonly rest: string;
  /**
   * `sure`: nobody writes this for anything else. `likely`: an id if others
   * like it stand in the file (`3 retries`, `UTF-8 output` look the same).
   */
  readonly trust: 'sure' | 'likely';
  /** Spelled `Task 3`, `T-001`, `WP01`: a heading with it is a task. */
  readonly named: boolean;
};

/** The word before a task's number, in the languages seen. */
export const TASK_WORD =
  '(?:task|タスク|任务|任務|작업|태스크|tarea|tarefa|tâche|aufgabe|compito|задача|görev|work package)';

const NUMBER = '\\d{1,4}(?:\\.\\d{1,4}){0,5}[a-z]?';
const RANGE_END = '(?:\\s?[~～]\\s?\\d{1,4}(?:\\.\\d{1,4}){0,5})?';
const END = '(?=$|[\\s:：.。)）*,、\\]—–\\\\]|-\\s|[^\\x00-\\x7F])';

const NAMED = new RegExp(
  `^${TASK_WORD}\\s*#?\\s*([A-Z]{0,4}-?${NUMBER})${END}`,
  'iu',
);
const LETTERED = new RegExp(
  `^([A-Z]{1,10}-?\\d{1,5}(?:\\.\\d{1,4}){0,4}[a-z]?)${END}`,
  'u',
);
const DOTTED = new RegExp(
  `^(\\d{1,4}(?:\\.\\d{1,4}){1,5}[a-z]?${RANGE_END}|\\d{1,4}\\.(?:\\*(?!\\*)|x|[A-Z][a-z]{2,9}(?=\\s)))${END}`,
  'u',
);
const PLAIN =
  /^(\d{1,4}[a-z]?)(\.(?=$|[\s*\\]|[^\x00-\x7F])|[:：)）](?=$|\s|[^\x00-\x7F]))/u;
const BARE = /^(\d{1,4})(?=\s|\*|$)/u;

/** Reads the id that a title starts with; null where there is none. */
export function readId(text: string): IdRead | null {
  const named = NAMED.exec(text);
  if (named !== null) return { ...found(text, named), named: true };
  const numbered = DOTTED.exec(text) ?? PLAIN.exec(text);
  if (numbered !== null) return found(text, numbered);
  const lettered = LETTERED.exec(text);
  if (lettered !== null) {
    const trust = LETTERED_SURE.test(lettered[1] ?? '') ? 'sure' : 'likely';
    return { ...found(text, lettered), trust, named: true };
  }
  const bare = BARE.exec(text);
  return bare === null ? null : { ...found(text, bare), trust: 'likely' };
}

const LETTERED_SURE = /^(?:T-?\d{2,5}|WP-?\d{1,4}|P\d+\.\d+|TASK-?\d+)[a-z]?$/;

/** A number with a dot or a colon behind it: an id until something speaks against it. */
function found(text: string, match: RegExpExecArray): IdRead {
  const id = (match[1] ?? '').replace(/\s+/g, '');
  const at = match[0].length - (match[2]?.length ?? 0);
  return { id, rest: text.slice(at), trust: 'sure', named: false };
}

/** What ids of one kind have in common: `T` of T012, `#` of whole numbers. */
export const familyOf = (id: string): string =>
  /^[A-Za-z]+-?/.exec(id)?.[0] ?? (id.includes('.') ? '.' : '#');

/** The id one level up: `1.2` of `1.2.3`, `1` of `1.2a`; null at the top. */
export function parentIdOf(id: string): string | null {
  const first = id.split(/[~～]/)[0] ?? id;
  if (!/^\d/.test(first) && !/^[A-Z]+-?\d+\./.test(first)) return null;
  const letter = /^(.*\d)[a-z]$/.exec(first);
  if (letter?.[1] !== undefined) return letter[1];
  const dot = first.lastIndexOf('.');
  return dot <= 0 ? null : first.slice(0, dot);
}

import type { Criticality, UnitType } from '../model/assignment.ts';

/** What is known of a unit where nobody assigned it. */
export type Clues = {
  /** Titles of the unit and its subtasks. */
  readonly titles: readonly string[];
  /** Files it will probably touch. */
  readonly paths: readonly string[];
};

/** A guess and the words or paths that led to it, for the person who reads the plan. */
export type Guess<Value> = {
  readonly value: Value;
  readonly because: string | null;
};

/** Files that are drawn on a screen; tests beside them do not count. */
const UI_FILE =
  /\.(?:tsx|jsx|vue|svelte|astro|html?|css|scss|sass|less|styl)$/i;
const UI_FOLDER =
  /(?:^|\/)(?:components|pages|views|screens|styles|ui)\/[^.]*$/i;
const TEST_FILE = /\.(?:test|spec)\.[^/]*$|(?:^|\/)(?:tests?|__tests__)\//i;

/** Whole words of titles. "Author" is not "auth". */
const WORDS = {
  ui: /\b(?:ui|ux|user interface|front-?end|css|styles?|styling|layout|web ?page|screen|component|button|modal|dialog|form|responsive)\b/i,
  'security-sensitive':
    /\b(?:security|secure|auth|authn|authz|authentication|authori[sz]ation|log-?in|sign-?in|passwords?|credentials?|secrets?|permissions?|oauth2?|jwt|csrf|xss|crypto|cryptograph\w*|encrypt\w*|decrypt\w*|payments?|billing)\b/i,
  complex:
    /\b(?:migrat\w+|concurren\w+|transactions?|distributed|race conditions?|deadlocks?|locking|consensus|compiler|refactor\w*|rewrite)\b/i,
} as const;

const SECURITY_PATH =
  /(?:^|[/._-])(?:auth|security|crypto|payments?|billing|secrets?|permissions?)(?=$|[/._-])/i;

/** Interface or code: files decide where they are known, else words of the titles. */
export function guessType({ titles, paths }: Clues): Guess<UnitType> {
  const files = paths.filter((path) => !TEST_FILE.test(path));
  const drawn = files.filter(
    (path) => UI_FILE.test(path) || UI_FOLDER.test(path),
  );
  if (files.length > 0) {
    const isUi = drawn.length * 2 >= files.length;
    return isUi
      ? { value: 'ui', because: drawn[0] ?? null }
      : { value: 'code', because: null };
  }
  const word = findWord(titles, WORDS.ui);
  return { value: word === null ? 'code' : 'ui', because: word };
}

/** How closely it has to be reviewed; security goes before complexity. */
export function guessCriticality({ titles, paths }: Clues): Guess<Criticality> {
  const risk =
    findWord(titles, WORDS['security-sensitive']) ??
    paths.find((path) => SECURITY_PATH.test(path)) ??
    null;
  if (risk !== null) return { value: 'security-sensitive', because: risk };
  const effort = findWord(titles, WORDS.complex);
  return {
    value: effort === null ? 'standard' : 'complex',
    because: effort,
  };
}

function findWord(titles: readonly string[], words: RegExp): string | null {
  for (const title of titles) {
    const word = words.exec(title)?.[0];
    if (word !== undefined) return word;
  }
  return null;
}

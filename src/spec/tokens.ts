/** Separators between tokens, and the words that join them. */
const SEPARATOR =
  /^(?:[\s,、，;；&+/|・]|and\b|y\b|及び|および|与|和|及|と(?=\s|\d)|ve\b|и\s)+/iu;
const BRACKET = /^[[\](){}（）【】「」<>"'`*_]+/;
const DASH = /^\s*(?:-{1,2}|[–—―−‐‑~～〜]|\.{2,3}|…|\bto\b|から|至|到)\s*/u;

/** The word before requirement numbers, in the languages seen. */
const REQUIREMENT_WORD =
  /^(?:requirements?|req(?:uisito)?s?|要件|要求事項|要求|需求|requisitos?|exigences?|anforderung(?:en)?|gereksinim(?:ler)?|требовани[ея]|요구\s?사항|kriter(?:ler)?|criteri(?:a|on))\s*#?[:：.]?\s*(?=[\dA-Z#])/iu;
/** What people write before a number that is still meant as a reference. */
const VERB =
  /^(?:supports?|covers?|implements?|satisfies|verifies|validates?|partial(?:ly)?|acceptance criteri(?:a|on)|ac)\s+(?=\d)/iu;
const REQUIREMENT_ID =
  /^(?:[A-Z][A-Za-z]{0,11}[-.]?\d{1,5}(?:[.-]\d{1,5}){0,4}[a-z]?|\d{1,4}(?:\.\d{1,4}){0,4}(?:\.[x*])?[a-z]?)(?![\p{L}\d%])/u;

/**
 * Requirement tokens of a metadata line's value, as written, a range as one.
 * Free text gives none: only what stands where an id is expected counts.
 */
export function requirementTokens(value: string): string[] {
  const text = value.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  const tokens = new Set<string>();
  for (const piece of pieces(text)) {
    const token = tokenOf(piece);
    if (token !== null) tokens.add(token);
  }
  return [...tokens];
}

/** Cuts at separators, keeping what stands in parentheses out of the way. */
function* pieces(text: string): Generator<string> {
  const flat = text.replace(/\s*[(（][^()（）]*[)）]/gu, (group) =>
    /^\s*[(（]\s*\d/.test(group) ? group : ' ',
  );
  for (const piece of flat.split(
    /[,、，;；&|・/]|\s+(?:and|y|и|ve|und|et|e)\s+|及び|および|[与和及]/u,
  ))
    yield piece.trim();
}

function tokenOf(piece: string): string | null {
  let rest = piece.replace(BRACKET, '').trimStart();
  rest = rest
    .replace(VERB, '')
    .replace(REQUIREMENT_WORD, '')
    .replace(BRACKET, '');
  const first = REQUIREMENT_ID.exec(rest)?.[0];
  if (first === undefined) return null;
  rest = rest.slice(first.length);
  const dash = DASH.exec(rest);
  if (dash === null) return first;
  const after = rest.slice(dash[0].length).replace(REQUIREMENT_WORD, '');
  const second = REQUIREMENT_ID.exec(after)?.[0];
  return second === undefined ? first : `${first}${dash[0].trim()}${second}`;
}

/** The two ends of a range token, or the token twice. */
export function rangeEnds(token: string): { from: string; to: string } {
  const id = '[A-Za-z]*[-.]?\\d+(?:\\.\\d+)*[a-z]?';
  const match = new RegExp(
    `^(${id})(?:-{1,2}|[–—―−‐‑~～〜]|\\.{2,3}|…|to|から|至|到)(${id})$`,
    'u',
  ).exec(token);
  return match?.[1] !== undefined && match[2] !== undefined
    ? { from: match[1], to: match[2] }
    : { from: token, to: token };
}

/** One id named in a dependency notation, or a range of them. */
export type NamedId = {
  readonly from: string;
  readonly to: string;
  readonly offset: number;
};

const TASK_WORD =
  /^(?:tasks?|タスク|任务|任務|作업|태스크|tareas?|tarefas?|задач[аи]?|görev(?:ler)?|work packages?)\s*#?\s*/iu;
const TASK_ID =
  /^(?:[A-Z]{1,10}-?\d{1,5}(?:\.\d{1,4}){0,4}[a-z]?|\d{1,4}(?:\.\d{1,4}){0,5}[a-z]?)(?![A-Za-z\u00C0-\u024F\u0400-\u04FF\d%]|\.\d)/u;

/**
 * Task ids at the start of a dependency value: ids, their remarks in
 * parentheses, separators. Reading stops at the first thing that is none of
 * these, so that a sentence's numbers never become edges.
 */
export function taskIds(value: string): { ids: NamedId[]; rest: string } {
  const ids: NamedId[] = [];
  let at = 0;
  const skip = (pattern: RegExp): void => {
    at += pattern.exec(value.slice(at))?.[0].length ?? 0;
  };
  for (;;) {
    skip(SEPARATOR);
    skip(/^[[\]{}"'`*_]+/);
    skip(SEPARATOR);
    const word = TASK_WORD.exec(value.slice(at))?.[0].length ?? 0;
    const from = TASK_ID.exec(value.slice(at + word))?.[0];
    if (from === undefined) break;
    const offset = at + word;
    at = offset + from.length;
    const range = /^\s*(?:-|[–—~～〜]|\bto\b|から|至|到)\s*/u.exec(
      value.slice(at),
    );
    const to =
      range === null
        ? undefined
        : TASK_ID.exec(
            value.slice(at + range[0].length).replace(TASK_WORD, ''),
          )?.[0];
    if (range !== null && to !== undefined) {
      at = value.indexOf(to, at) + to.length;
    }
    ids.push({ from, to: to ?? from, offset });
    skip(/^[\]}"'`*_]+/);
    skip(/^\s*[(（][^()（）]*[)）]/u);
  }
  return { ids, rest: value.slice(at) };
}

/** Longest text that is still a rule and no story, in characters. */
const LONGEST = 300;
/** Shorter texts say nothing to somebody who was not there. */
const SHORTEST = 15;

/** Words of somebody who tells what he did. */
const TELLS =
  /\b(?:I|I'm|I've|I'd|me|my|we|our|us)\b|^(?:added|fixed|implemented|changed|created|updated|removed|refactored|wrote|moved|renamed|completed|finished|done)\b/iu;
/** Words about one piece of work. */
const ABOUT_ONE_WORK =
  /\b(?:this|that|the current|my) (?:task|unit|subtask|attempt|change|fix|review|worktree|branch|session|run)\b|\b(?:task|unit|subtask|finding|attempt|requirement) #?[A-Z]?\d/iu;
/** Places of one machine. */
const ABOUT_ONE_MACHINE =
  /(?:^|[\s('"`])(?:~\/|\/(?:home|Users|tmp|private|var|root)\/|[A-Za-z]:\\)/u;

/**
 * Whether a learning says something to whoever works here next: a rule of the
 * repository, not what was done, and not about one unit only. A guess by its
 * words; what it leaves out still stands in the report.
 */
export function isReusable(said: string, ids: readonly string[]): boolean {
  const text = said.replaceAll(/\s+/gu, ' ').trim();
  if (text.length < SHORTEST || text.length > LONGEST) return false;
  if (TELLS.test(text) || ABOUT_ONE_WORK.test(text)) return false;
  return !ABOUT_ONE_MACHINE.test(text) && !namesUnit(text, ids);
}

/** A plain number is too often just a number. */
function namesUnit(text: string, ids: readonly string[]): boolean {
  const words = new Set(text.split(/[\s,;:()[\]"'`]+|\.(?=\s|$)/u));
  return ids.some((id) => !/^\d+$/u.test(id) && words.has(id));
}

/**
 * A learning as one line of a Markdown list: no control characters, no HTML,
 * no picture, nothing that would begin a block of its own.
 */
export function onOneLine(said: string): string {
  const text = said
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .replace(/^[-*+] /u, '');
  return text
    .split(/(`[^`]+`)/u)
    .map((part) =>
      part.startsWith('`') && part.endsWith('`') && part.length > 1
        ? part
        : part.replaceAll('<', '&lt;').replaceAll('![', '!\\['),
    )
    .join('')
    .replace(/^(?=#{1,6}(?: |$)|[-*+>|=]|~~~|```)/u, '\\')
    .replace(/^(\d+)([.)])(?= )/u, '$1\\$2');
}

/** What a learning is about, whatever its punctuation and case. */
export const matterOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

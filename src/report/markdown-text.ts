import { oneLine } from '../view/terminal-text.ts';

/** Text of a spec or an agent as one line of Markdown that shows it as it is: no HTML, no links, no emphasis. */
export const markdownLine = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_[\]<>|#~]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replace(/^[-+=]/, String.raw`\$&`)
    .replace(/^(\d+)([.)])(?=\s|$)/, String.raw`$1\$2`);

/** Text as a code span, whatever backticks are in it. */
export function codeSpan(text: string): string {
  const line = oneLine(text);
  const longest = longestRun(line);
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || line === '' ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Text as a fenced block, whatever fences are in it. */
export function codeBlock(text: string, language: string): readonly string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [`${fence}${language}`, ...text.split('\n'), fence];
}

/** One by one: a text may have more runs than a call takes arguments. */
const longestRun = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce(
    (most, run) => Math.max(most, run.length),
    0,
  );

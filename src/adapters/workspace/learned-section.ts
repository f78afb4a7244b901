import { matterOf } from '../../engine/end/reusable.ts';

const HEADING = /^##\s+Learned\s*#*\s*$/;
const NEXT_SECTION = /^#{1,2}\s/;

/**
 * An AGENTS.md with these lines in its list of what was learned; null where it
 * says all of that already. Everything else in the file stays as it is.
 */
export function addLearned(
  text: string | null,
  learnings: readonly string[],
): string | null {
  const known = new Set((text ?? '').split('\n').map(matterOf));
  const items = learnings
    .filter((line) => !known.has(matterOf(line)))
    .map((line) => `- ${line}`);
  if (items.length === 0) return null;
  if (text === null || text.trim() === '') {
    return `${['# Notes for agents', '', '## Learned', '', ...items].join('\n')}\n`;
  }
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.trimEnd().split(/\r?\n/);
  const start = lines.findIndex((line) => HEADING.test(line));
  if (start === -1) {
    return [...lines, '', '## Learned', '', ...items, ''].join(end);
  }
  const after = lines.findIndex(
    (line, place) => place > start && NEXT_SECTION.test(line),
  );
  const stop = after === -1 ? lines.length : after;
  const section = lines.slice(start, stop);
  while (section.at(-1)?.trim() === '') section.pop();
  const isEmpty = section.length === 1;
  return [
    ...lines.slice(0, start),
    ...section,
    ...(isEmpty ? [''] : []),
    ...items,
    ...(after === -1 ? [] : ['']),
    ...lines.slice(stop),
    '',
  ].join(end);
}

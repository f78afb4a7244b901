/**
 * Text as a fenced block of Markdown, for text that others wrote: the fence is
 * longer than any run of its character inside, so that nothing in the text can
 * end the block and speak as the prompt.
 */
export function fenced(text: string, info: string): string {
  const runs = text.match(/`+/g) ?? [];
  const longest = runs.reduce((most, run) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${fence}${info}\n${text}${end}${fence}`;
}

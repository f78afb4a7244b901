import type { Root } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

/**
 * Inline constructs are switched off: titles and metadata are read from the
 * source lines, and these are the ones whose cost is not linear. Definitions
 * would swallow a line like `[x]: text`.
 */
const DISABLED = [
  'attention',
  'autolink',
  'characterEscape',
  'characterReference',
  'codeText',
  'definition',
  'hardBreakEscape',
  'htmlText',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
];

const parser = unified()
  .use(remarkParse)
  .data('micromarkExtensions', [{ disable: { null: DISABLED } }])
  .freeze();

/** The block structure of a Markdown text: the one place that calls remark. */
export const parseMarkdown = (text: string): Root => parser.parse(text);

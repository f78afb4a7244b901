import type { Diagnostic } from '../model/diagnostic.ts';
import type { Drafts } from './drafts.ts';
import type { Section } from './draft.ts';
import { lineAt } from './lines.ts';
import type { Lines } from './lines.ts';
import type { Block, LeafBlock } from './blocks.ts';
import { readWaves } from './waves.ts';

/** A fence outside of all list items, and the section it stands in. */
export type CodeBlock = LeafBlock & { readonly section: Section };

/** The fences that can hold a graph: an item's own code is an example. */
export function codeBlocksOf(
  blocks: readonly Block[],
  drafts: Drafts,
): CodeBlock[] {
  const out: CodeBlock[] = [];
  let at = 0;
  for (const block of blocks) {
    if (block.kind !== 'code' || block.quoted) continue;
    while ((drafts.sections[at + 1]?.heading?.line ?? Infinity) < block.line)
      at += 1;
    const section = drafts.sections[at];
    if (section !== undefined) out.push({ ...block, section });
  }
  return out;
}

/** The waves of all graphs in the file, one after the other; null where there is none. */
export function findWaves(
  lines: Lines,
  code: readonly CodeBlock[],
  file: string,
): {
  readonly waves: readonly (readonly string[])[] | null;
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  let waves: string[][] | null = null;
  for (const block of code) {
    const { role, words } = block.section;
    const expected = role === 'dependencies' || /\bwaves?\b/iu.test(words);
    const read = readWaves(codeOf(lines, block), expected);
    if (read.type === 'waves') waves = [...(waves ?? []), ...read.waves];
    if (read.type !== 'broken') continue;
    diagnostics.push({
      code: 'waves-unreadable',
      severity: 'error',
      message: `The dependency graph cannot be read: ${read.reason}.`,
      file,
      line: block.line,
      column: null,
    });
  }
  return { waves, diagnostics };
}

/** The text between a code block's fences. */
function codeOf(lines: Lines, block: LeafBlock): string {
  const out: string[] = [];
  const opening = /^[ \t>]*(`{3,}|~{3,})/.exec(lineAt(lines, block.line))?.[1];
  for (let line = block.line + 1; line <= block.end; line += 1) {
    const text = lineAt(lines, line);
    if (opening !== undefined && text.trim().startsWith(opening)) break;
    out.push(text);
  }
  return out.join('\n');
}

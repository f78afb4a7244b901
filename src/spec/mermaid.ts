import type { Arrow } from './arrows.ts';

const LINK =
  /\s*(?:<?(?:-{2,}|={2,}|-\.+-|~{3,})(?:[^->|=]{1,40}(?:-{2,}|={2,}|\.+-))?[>ox]?)\s*(?:\|[^|]*\|)?\s*/u;
const NODE =
  /^([\p{L}\p{N}_.-]+?)\s*(?:@\{[^}]*\}|[([{>]+\s*"?([^"\])}]*)"?\s*[\])}]*)?(?::::?\w+)?\s*;?$/u;

/** The arrows of a Mermaid graph, its node names turned into the task ids they stand for. */
export function mermaidArrows(
  lines: readonly { readonly text: string; readonly line: number }[],
  known: ReadonlySet<string>,
): Arrow[] {
  if (
    !/^[ \t]*(?:graph|flowchart)\b/m.test(lines.map((l) => l.text).join('\n'))
  )
    return [];
  const labels = new Map<string, string>();
  const links: { groups: string[][]; line: number; text: string }[] = [];
  for (const { text, line } of lines) {
    if (text.length > 2000) continue;
    if (
      /^\s*(?:graph|flowchart|subgraph|end|direction|style|class|classDef|click|linkStyle|%%)\b/.test(
        text,
      )
    )
      continue;
    const groups = text
      .trim()
      .split(LINK)
      .map((side) =>
        side.split(/\s+&\s+/).flatMap((node) => readNode(node, labels)),
      );
    if (groups.length > 1) links.push({ groups, line, text: text.trim() });
  }
  return links.flatMap(({ groups, line, text }) =>
    groups.slice(1).flatMap((right, i): Arrow[] => {
      const left = (groups[i] ?? []).flatMap((node) =>
        idOf(node, labels, known),
      );
      const ids = right.flatMap((node) => idOf(node, labels, known));
      if (left.length === 0 || ids.length === 0) return [];
      return [{ left, right: ids, line, text, leftNeedsRight: null }];
    }),
  );
}

function readNode(text: string, labels: Map<string, string>): string[] {
  const match = NODE.exec(text.trim());
  if (match?.[1] === undefined) return [];
  if (match[2] !== undefined) labels.set(match[1], match[2]);
  return [match[1]];
}

/** By the label's own number, by the name itself, or by its digits with the dots put back. */
function idOf(
  node: string,
  labels: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
): string[] {
  const label = labels.get(node)?.replace(/^\W*(?:task\s*)?/iu, '') ?? '';
  const fromLabel = /^[A-Z]*-?\d+(?:\.\d+)*[a-z]?/.exec(label)?.[0];
  if (fromLabel !== undefined && known.has(fromLabel)) return [fromLabel];
  if (known.has(node)) return [node];
  const digits = node.replace(/^[A-Za-z]+_?/, '').replace(/[_-]/g, '.');
  if (known.has(digits)) return [digits];
  if (!/^\d{2,4}$/.test(digits)) return [];
  const options: string[] = [];
  for (let i = 1; i < digits.length; i += 1) {
    const dotted = `${digits.slice(0, i)}.${digits.slice(i)}`;
    if (known.has(dotted)) options.push(dotted);
  }
  return options.length === 1 ? options : [];
}

import type { Diagnostic } from '../model/diagnostic.ts';
import type { Graph } from './graph.ts';
import type { Item } from './items.ts';
import { familyOf } from './ids.ts';
import type { Resolver } from './resolve.ts';
import type { Reading } from './reading.ts';

/** One item needs another, and where that is written. */
export type Link = {
  readonly task: Item;
  readonly needs: Item;
  readonly why: string;
  readonly line: number;
};

export type Links = {
  readonly links: readonly Link[];
  readonly diagnostics: readonly Diagnostic[];
};

type Found = {
  readonly links: Link[];
  readonly diagnostics: Diagnostic[];
  readonly file: string;
  /** What each item is known to need: a pair counts once. */
  readonly pairs: Map<Item, Set<Item>>;
};

/** Ties the ids that fields and graphs name to the items they mean; what cannot be tied is reported. */
export function linksOf(
  readings: readonly Reading[],
  graph: Graph,
  { resolver, file }: { readonly resolver: Resolver; readonly file: string },
): Links {
  const found: Found = { links: [], diagnostics: [], file, pairs: new Map() };
  for (const reading of readings) linkFields(found, reading, resolver);
  for (const edge of graph.edges) {
    const task = resolver.find(edge.task, edge.line);
    const needs = resolver.find(edge.needs, edge.line);
    const at = { line: edge.line, column: 1 };
    const missing =
      task === null ? edge.task : needs === null ? edge.needs : null;
    if (missing !== null && resolver.families.has(familyOf(missing)))
      found.diagnostics.push(unknownGraphId(missing, file, at));
    if (task !== null && needs !== null)
      add(found, { task, needs, why: edge.text, line: edge.line }, 1);
  }
  for (const arrow of graph.unclear)
    found.diagnostics.push({
      code: 'unclear-arrow',
      severity: 'warning',
      message: `The arrows here point both ways in the file and no legend says which side comes first; write "_Depends: …_" at the task instead. Nothing is read from "${arrow.text}".`,
      file,
      line: arrow.line,
      column: null,
    });
  return found;
}

function linkFields(found: Found, reading: Reading, resolver: Resolver): void {
  const task = reading.item;
  for (const ref of reading.fields.refs) {
    const from = resolver.find(ref.from, ref.line);
    const to = ref.to === ref.from ? from : resolver.find(ref.to, ref.line);
    if (from === null || to === null) {
      found.diagnostics.push({
        code: 'unknown-dependency',
        severity: 'warning',
        message: `Task ${reading.id} depends on "${from === null ? ref.from : ref.to}", but no task has that id.`,
        file: found.file,
        line: ref.line,
        column: ref.column,
      });
    }
    const needed =
      from !== null && to !== null && from !== to
        ? resolver.span(from, to)
        : [from ?? to];
    for (const needs of needed)
      if (needs !== null)
        add(
          found,
          { task, needs, why: ref.source, line: ref.line },
          ref.column,
        );
  }
}

function add(found: Found, link: Link, column: number): void {
  if (link.task === link.needs) {
    found.diagnostics.push({
      code: 'self-dependency',
      severity: 'warning',
      message: `Task ${link.task.draft.id ?? link.task.draft.title} is said to depend on itself.`,
      file: found.file,
      line: link.line,
      column,
    });
    return;
  }
  const known = found.pairs.get(link.task) ?? new Set();
  if (known.has(link.needs)) return;
  found.pairs.set(link.task, known.add(link.needs));
  found.links.push(link);
}

const unknownGraphId = (
  id: string,
  file: string,
  at: { line: number; column: number },
): Diagnostic => ({
  code: 'unknown-dependency',
  severity: 'warning',
  message: `The dependency graph names "${id}", but no task has that id.`,
  file,
  ...at,
});

import type { Diagnostic } from '../model/diagnostic.ts';
import type { TaskId } from '../model/ids.ts';
import type { SpecFiles, Task } from '../model/spec.ts';
import { draftsOf } from './drafts.ts';
import type { Drafts } from './drafts.ts';
import { codeBlocksOf, findWaves } from './find-waves.ts';
import { graphOf } from './graph.ts';
import { itemsOf } from './items.ts';
import type { Item, Items } from './items.ts';
import { frontMatterLength, lineAt, splitLines } from './lines.ts';
import type { Lines } from './lines.ts';
import { linksOf } from './links.ts';
import type { Link } from './links.ts';
import { readLegend } from './marks.ts';
import type { Legend } from './marks.ts';
import { outlineOf } from './outline.ts';
import { readingsOf } from './reading.ts';
import type { Reading } from './reading.ts';
import { resolverOf } from './resolve.ts';
import { taskOf } from './tasks.ts';

/** tasks.md, read: the tasks in file order and all that later passes need. */
export type TasksRead = {
  /** Name of the file for diagnostics. */
  readonly file: string;
  readonly lines: Lines;
  readonly tasks: readonly Task[];
  readonly waves: readonly (readonly string[])[] | null;
  readonly items: Items;
  readonly readings: readonly Reading[];
  readonly ids: ReadonlyMap<Item, TaskId>;
  readonly links: readonly Link[];
  readonly legend: Legend;
  readonly diagnostics: readonly Diagnostic[];
};

/** Reads tasks.md itself; units, requirements and the other documents come after. */
export function readTasks(files: SpecFiles): TasksRead {
  const file = files.tasksFile;
  const lines = splitLines(files.tasks);
  const blocks = outlineOf(lines, frontMatterLength(lines) + 1);
  const drafts = draftsOf(lines, blocks);
  const items = itemsOf(drafts);
  const readings = readingsOf(files, lines, { drafts, items });
  const ids = new Map(readings.map(({ item, id }) => [item, id]));
  const resolver = resolverOf(items.items);
  const code = codeBlocksOf(blocks, drafts);
  const graph = graphOf(lines, drafts, { code, order: resolver.order });
  const { links, diagnostics } = linksOf(readings, graph, { resolver, file });
  const found = findWaves(lines, code, file);
  const legend = legendOf(lines, drafts);
  const needs = needsOf(links, ids);
  const tasks = readings.map((reading) => ({
    ...taskOf(lines, reading, { legend, ids }),
    dependencies: needs.get(reading.item) ?? [],
  }));
  return {
    file,
    lines,
    tasks,
    waves: found.waves,
    items,
    readings,
    ids,
    links,
    legend,
    diagnostics: [...found.diagnostics, ...diagnostics],
  };
}

/** What the file says about its own marks: sections and boxes that explain them. */
function legendOf(lines: Lines, drafts: Drafts): Legend {
  const told: string[] = [];
  for (const section of drafts.sections)
    if (section.role === 'legend')
      for (const line of drafts.loose.get(section) ?? [])
        told.push(lineAt(lines, line));
  for (const draft of drafts.drafts)
    if (draft.excluded === 'explains a mark')
      told.push(lineAt(lines, draft.line));
  return readLegend(told);
}

function needsOf(
  links: readonly Link[],
  ids: ReadonlyMap<Item, TaskId>,
): Map<Item, TaskId[]> {
  const needs = new Map<Item, TaskId[]>();
  for (const link of links) {
    const id = ids.get(link.needs);
    if (id === undefined) continue;
    const list = needs.get(link.task);
    if (list === undefined) needs.set(link.task, [id]);
    else list.push(id);
  }
  return needs;
}

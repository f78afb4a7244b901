import type { TaskId } from '../model/ids.ts';
import type { Task } from '../model/spec.ts';
import { readBox } from './box.ts';
import { isCheckpoint } from './checkpoint.ts';
import type { Item } from './items.ts';
import { lineAt } from './lines.ts';
import type { Lines } from './lines.ts';
import { statusOfMark, statusOfWord } from './marks.ts';
import type { Legend } from './marks.ts';
import type { Reading } from './reading.ts';

/** Turns a reading into the task that is printed; dependencies are resolved later. */
export function taskOf(
  lines: Lines,
  reading: Reading,
  known: {
    readonly legend: Legend;
    readonly ids: ReadonlyMap<Item, TaskId>;
  },
): Task {
  const { legend, ids } = known;
  const { item, fields, own } = reading;
  const { draft, parent } = item;
  const details = detailsOf(lines, own, draft.item?.content ?? 1);
  const state = stateOf(lines, legend, reading);
  return {
    task_id: reading.id,
    line: draft.line,
    kind: item.kind,
    description: draft.title,
    ...state,
    is_optional: draft.box?.star === true || draft.head.optional,
    parent_id: parent === null ? null : (ids.get(parent) ?? null),
    parent_line: parent?.draft.line ?? null,
    subtasks: item.children.map((child) => ids.get(child) ?? reading.id),
    details,
    requirements: fields.requirements.map((mention) => mention.token),
    validates: fields.validates.map((mention) => mention.token),
    dependencies: [],
    parallel: draft.head.parallel,
    boundary: fields.boundary,
    checkpoint: item.kind !== 'step' && isCheckpoint(draft.title, details),
    manual: draft.head.manual || fields.manual,
    writes: fields.writes,
    reads: fields.reads,
    files: fields.files,
  };
}

/** The own lines with the item's indent taken off. */
function detailsOf(
  lines: Lines,
  own: readonly number[],
  content: number,
): string[] {
  return own.map((line) => {
    const text = lineAt(lines, line).trimEnd();
    const indent = /^[ \t]*/.exec(text)?.[0].length ?? 0;
    return text.slice(Math.min(indent, content - 1));
  });
}

function stateOf(
  lines: Lines,
  legend: Legend,
  reading: Reading,
): Pick<Task, 'mark' | 'mark_line' | 'status'> {
  const { draft } = reading.item;
  if (draft.box !== null) {
    const { status } = statusOfMark(draft.box.mark, legend);
    return { mark: draft.box.mark, mark_line: draft.line, status };
  }
  const line = reading.stateLine ?? reading.fields.state?.line ?? null;
  const stated = line === null ? null : stateAt(lineAt(lines, line));
  if (line !== null && stated !== null) {
    const { status } = statusOfMark(stated, legend);
    return { mark: stated, mark_line: line, status };
  }
  if (draft.head.checked)
    return { mark: '✅', mark_line: null, status: 'completed' };
  const word = reading.fields.state?.text.replace(/[*_`]/g, '') ?? '';
  const status =
    (word.length <= 24 ? statusOfWord(word) : null) ?? 'not_started';
  return { mark: null, mark_line: null, status };
}

/** The mark in a line that states a heading's state. */
function stateAt(line: string): string | null {
  const at = line.search(/`?\[/);
  return at < 0 ? null : (readBox(line.slice(at))?.mark ?? null);
}

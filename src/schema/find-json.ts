/** A piece of a message that may be its answer. */
export type Candidate = {
  readonly text: string;
  /** 1-based line of the message, to name it in an error. */
  readonly line: number;
};

const FENCE = /^[ \t]*(`{3,}|~{3,})([^`]*)$/;

/**
 * Where a message may hold its JSON, in the order written: the message as a
 * whole, every fenced block, and an object that the message ends with. Prose
 * and quoted lines (`> …`) are no candidates.
 */
export function findCandidates(message: string): readonly Candidate[] {
  const whole = message.trim();
  if (/^[[{]/.test(whole) && /[\]}]$/.test(whole) && isJson(whole))
    return [{ text: whole, line: 1 }];
  const { blocks, rest } = splitFences(message.split(/\r?\n/));
  const ending = endingObject(rest);
  return ending === null ? blocks : [...blocks, ending];
}

type Split = {
  readonly blocks: readonly Candidate[];
  /** Lines after the last fenced block. */
  readonly rest: { readonly lines: readonly string[]; readonly line: number };
};

function splitFences(lines: readonly string[]): Split {
  const blocks: Candidate[] = [];
  let fence: { readonly mark: string; readonly start: number } | null = null;
  let restFrom = 0;
  for (const [place, line] of lines.entries()) {
    const [, mark = '', info = ''] = FENCE.exec(line) ?? [];
    if (mark === '') continue;
    if (fence === null) fence = { mark, start: place + 1 };
    else if (mark.startsWith(fence.mark) && info.trim() === '') {
      blocks.push(block(lines, { from: fence.start, to: place }));
      fence = null;
      restFrom = place + 1;
    }
  }
  if (fence !== null) {
    // Cut off by a limit, or just never closed.
    blocks.push(block(lines, { from: fence.start, to: lines.length }));
    restFrom = lines.length;
  }
  return { blocks, rest: { lines: lines.slice(restFrom), line: restFrom + 1 } };
}

const block = (
  lines: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): Candidate => ({ text: lines.slice(from, to).join('\n'), line: from + 1 });

/** An unfenced object that starts a line and is the last thing said. */
function endingObject({ lines, line }: Split['rest']): Candidate | null {
  const last = lines.findLastIndex((each) => each.trim() !== '');
  if (last === -1 || lines[last]?.trimEnd().endsWith('}') !== true) return null;
  const text = lines.slice(0, last + 1);
  // The outermost object is the first line from which all of it is JSON.
  for (const [place, start] of text.entries()) {
    if (!start.startsWith('{')) continue;
    const object = text.slice(place).join('\n').trim();
    if (isJson(object)) return { text: object, line: line + place };
  }
  return null;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Prose is what most messages are made of.
    return false;
  }
}

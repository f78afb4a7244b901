import type { Status } from '../model/status.ts';

/** What each mark means in this file: the common meanings, overruled by the file's own legend. */
export type Legend = ReadonlyMap<string, Status>;

const COMMON: Legend = new Map<string, Status>([
  [' ', 'not_started'],
  ['\t', 'not_started'],
  ['\u00A0', 'not_started'],
  ['~', 'not_started'],
  ['x', 'completed'],
  ['X', 'completed'],
  ['\u0445', 'completed'],
  ['\u0425', 'completed'],
  ['v', 'completed'],
  ['V', 'completed'],
  ['\u2713', 'completed'],
  ['\u2714', 'completed'],
  ['\u2705', 'completed'],
  ['\u2611', 'completed'],
  ['-', 'in_progress'],
  ['/', 'in_progress'],
  ['!', 'blocked'],
]);

/** The marks whose meaning nobody disputes: no legend can make `[x]` open again. */
const FIXED = new Set([' ', 'x', 'X']);

const MEANINGS: readonly (readonly [RegExp, Status])[] = [
  [
    /\b(not[ -]?started|to-?do|pending|open|queued?|not yet)\b|未着手|未开始|待办|キュー|排队|pendiente|não iniciad|нe начат|не начат|başlanmadı/iu,
    'not_started',
  ],
  [
    /\b(cancel+ed|n\/?a|not applicable|skipped|dropped|obsolete|won'?t|removed|abandoned)\b|キャンセル|中止|対象外|取消|跳过|不适用|cancelad|отмен|iptal/iu,
    'canceled',
  ],
  [
    /\b(blocked|on hold|stuck|deferred|postponed)\b|ブロック|保留|延期|阻塞|推迟|bloquead|заблок|отлож|engel/iu,
    'blocked',
  ],
  [
    /\b(in[ -]?progress|wip|ongoing|doing|working|started|partial(ly)?)\b|進行中|作業中|进行中|部分|en (curso|progreso)|em (andamento|progresso)|в работе|в процессе|devam/iu,
    'in_progress',
  ],
  [
    /\b(completed?|done|finished)\b|完了|完成|已完成|済|hecho|completad|conclu[ií]d|feito|готов|выполнен|завершен|tamamland|완료/iu,
    'completed',
  ],
];

/** The status a word stands for in a legend or a status line; null for any other text. */
export function statusOfWord(text: string): Status | null {
  return MEANINGS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

const LEGEND_LINE =
  /^[ \t>*+|-]*`?\[(.)\]`?\*?[ \t]*(?:=|:|：|→|->|—|–|-|\|)?[ \t]*(?:\*\*)?([^|]{1,60})/u;

/** Reads the legend a file states for its own marks, from the lines of its legend section or quote. */
export function readLegend(lines: readonly string[]): Legend {
  const legend = new Map(COMMON);
  for (const line of lines) {
    const match = LEGEND_LINE.exec(line);
    const mark = match?.[1];
    if (mark === undefined || FIXED.has(mark)) continue;
    const status = statusOfWord(match?.[2] ?? '');
    if (status !== null) legend.set(mark, status);
  }
  return legend;
}

/** One line that explains a mark: `- [~] Queued`, `` `[-]` = in progress ``. */
export function isLegendEntry(rest: string): boolean {
  const text = rest
    .replace(/[*_`]/g, '')
    .replace(/^[\s:=：→–—-]+/, '')
    .trim();
  return (
    text.length <= 24 && /^[\p{L} /'-]+$/u.test(text) && isOnlyStatus(text)
  );
}

function isOnlyStatus(text: string): boolean {
  return MEANINGS.some(([pattern]) => {
    const found = pattern.exec(text)?.[0];
    return found !== undefined && found.length >= text.length - 1;
  });
}

/** The status a mark means; `known` is false where only a guess is possible. */
export function statusOfMark(
  mark: string | null,
  legend: Legend,
): { status: Status; known: boolean } {
  if (mark === null) return { status: 'not_started', known: true };
  const status = legend.get(mark);
  return status === undefined
    ? { status: 'not_started', known: false }
    : { status, known: true };
}

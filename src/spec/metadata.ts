/** What a metadata line says, by what it is about. */
export type MetaKey =
  | 'requirements'
  | 'validates'
  | 'depends'
  | 'boundary'
  | 'writes'
  | 'reads'
  | 'files'
  | 'manual'
  | 'status'
  | 'other';

/** One `Key: value` in a line. */
export type Meta = {
  readonly key: MetaKey;
  readonly value: string;
  /** 0-based offset of the value in the line. */
  readonly offset: number;
  /** The line, or the part of it, as it is written. */
  readonly source: string;
};

const KEYS: readonly (readonly [RegExp, MetaKey])[] = [
  [
    /^(?:validates?|verifies|验证|验证需求|検証|検証要件|valida|проверяет|doğrular|검증)$/iu,
    'validates',
  ],
  [
    /^(?:(?:related |covers? |addresses |satisfies |functional )?(?:requirements?|reqs?)(?: (?:covered|refs?|references|ids?|coverage|addressed|mapping))?|requirement[_ ]refs?|要件|関連要件|対応要件|要求|要求事項|需求|需求引用|关联需求|对应需求|相关需求|requisitos?|requerimientos?|exigences?|anforderungen|gereksinimler|gereksinim|требования|требование|요구사항|요구 사항|requisiti)$/iu,
    'requirements',
  ],
  [
    /^(?:(?:task )?depend(?:s|ent)?(?:[ _]on)?|(?:task )?dependenc(?:y|ies)|blocked[ _]by|依存|依存関係|依存タスク|依赖|依赖任务|前置任务|dependencias?|depende de|dependências?|dépend de|dépendances|abhängigkeiten|зависит от|зависимости|bağımlılıklar|의존성|의존)$/iu,
    'depends',
  ],
  [/^(?:boundary|boundaries|境界|边界)$/iu, 'boundary'],
  [/^(?:writes?|owned[ _]files)$/iu, 'writes'],
  [/^reads?$/iu, 'reads'],
  [
    /^(?:files?|ファイル|文件|archivos?|arquivos?|файлы?)(?: (?:to (?:create|modify|change)|affected|touched|changed))?$/iu,
    'files',
  ],
  [/^(?:manual|human)$/iu, 'manual'],
  [/^(?:status|state|ステータス|状态|状態|estado|статус)$/iu, 'status'],
];

const LINE =
  /^([ \t>]*(?:[-*+][ \t]+)?)([*_]{0,3})(\[?[\p{L}][\p{L}\p{N} _/-]{0,40}?\]?)([*_]{0,3})[ \t]*[:：]([*_]{0,3})/u;

/** The metadata that a whole line holds: `- _Requirements: 1.1_`, `**Files**: a`; null for prose. */
export function readMeta(line: string): Meta | null {
  const match = LINE.exec(line);
  if (match === null) return null;
  const [whole, , open = '', name = '', closed = '', after = ''] = match;
  const key = keyOf(name.replace(/_/g, ' ').trim(), name.trim());
  const marked = open + closed + after !== '';
  if (key === 'other' && !marked) return null;
  const rest = line.slice(whole.length);
  const blank = /^\s*/.exec(rest)?.[0].length ?? 0;
  const offset = whole.length + blank;
  return {
    key,
    value: withoutClosing(line.slice(offset), open, closed + after),
    offset,
    source: line.trim(),
  };
}

function keyOf(spaced: string, raw: string): MetaKey {
  const found = KEYS.find(([names]) => names.test(spaced) || names.test(raw));
  return found?.[1] ?? 'other';
}

/** The value without the emphasis that closes behind it. */
function withoutClosing(text: string, open: string, closed: string): string {
  const value = text.trimEnd().replace(/\\r$/, '').trimEnd();
  if (open === '' || closed !== '')
    return value.replace(/^([*_]{1,3})(.*)\1$/u, '$2').trim();
  const mark = open[0] ?? '';
  return value
    .replace(mark === '*' ? /\*{1,3}[.。]?$/ : /_{1,3}[.。]?$/, '')
    .trim();
}

/** A requirements or validates note inside a title or a bullet: `… **Requirements: 1.1**`, `_Validates: 2.1_`. */
export function inlineMeta(line: string, keys: readonly MetaKey[]): Meta[] {
  const found: Meta[] = [];
  // A colon behind a mark, looked for without going back over the line.
  const lastColon = Math.max(line.lastIndexOf(':'), line.lastIndexOf('：'));
  const firstMark = line.search(/[*_]/u);
  if (firstMark === -1 || lastColon < firstMark) return found;
  const pattern =
    /([*_]{1,3})([\p{L}][\p{L} ]{1,30}?)[:：]\s*([^*_\n]{1,400}?)\1/gu;
  for (const match of line.matchAll(pattern)) {
    const key = keyOf((match[2] ?? '').trim(), match[2] ?? '');
    if (keys.includes(key))
      found.push({
        key,
        value: (match[3] ?? '').trim(),
        offset: match.index,
        source: match[0],
      });
  }
  return found;
}

/** A comma-separated list of paths or names, without quotes and emphasis. */
export function listOf(value: string): string[] {
  return value
    .replace(/^\[(.*)\]$/u, '$1')
    .split(/[,、，;；]/u)
    .map((part) =>
      part
        .trim()
        .replace(/^[`"']+|[`"']+$/g, '')
        .trim(),
    )
    .filter((part) => part !== '' && !isNothing(part));
}

/** Words that say there is nothing to list. */
export const isNothing = (text: string): boolean =>
  /^(?:none|n\/?a|nothing|no|nil|-|—|–|無し?|なし|无|無|ninguna?|nenhuma?|aucune?|keine|нет|yok|없음)(?=$|[\s(（.,。—–-])/iu.test(
    text.trim(),
  );

/** What boxes under a heading or label are. */
export type Role =
  /** Work, or nothing said about it. */
  | 'work'
  /** Never work: acceptance criteria, definitions of done, legends. */
  | 'criteria'
  | 'legend'
  /** Work only where a box carries an id: checklists, prerequisites. */
  | 'aside'
  /** Says what depends on what. */
  | 'dependencies'
  /** About the plan, not part of it: notes, summaries. */
  | 'notes';

const LEGEND =
  /\b(?:legend|status (?:markers?|marks?|key|legend|icons?|symbols?)|task status(?:es)?|markers)\b|凡例|图例|圖例|状态标记|状态说明|ステータス(?:記号|マーク|凡例)|leyenda|legenda|легенда|범례/iu;
const CRITERIA =
  /\b(?:accept(?:ance|ed)?[ -](?:criteria|criterion|checklist)|acceptance$|success (?:criteria|metrics|criterion)|done[ -]criteria|exit criteria|completion criteria|definition of (?:done|ready)|\bdod\b|quality gates?|validation criteria|verification criteria)\b|受け?入れ(?:基準|条件)|完了(?:条件|基準|の定義)|成功(?:基準|指標)|验收(?:标准|条件)|驗收|完成(?:标准|定义|条件)|成功标准|crit[ée]rios? de|criterios de|critères? d|акзептанс|критерии|kabul kriter|başarı kriter|인수 (?:조건|기준)|완료 (?:조건|기준)/iu;
const ASIDE =
  /\b(?:checklists?|pre-?requisites?|external dependencies|sign[ -]?off|open questions?|review points?|risks?(?: (?:and|&) mitigations?)?|out of scope|future (?:work|enhancements|improvements)|nice to have|rollback|assumptions)\b|前提条件|チェックリスト|检查清单|先决条件|外部依赖|今後の|未来/iu;
const WORKLIST =
  /\b(?:implementation|task|todo|to-do|development|work|execution|action)s? (?:checklist|list)\b/iu;
const DEPENDENCIES =
  /\bdepend(?:ency|encies|s)\b|execution order|implementation order|依存|依赖|依賴|実装順序|实施顺序|执行顺序|dependencias|dependências|dépendances|abhängigkeiten|зависимост|bağımlılık|의존/iu;
const NOTES =
  /^(?:notes?|implementation notes|summary|overview|remarks?|task summary|progress(?: status)?|traceability|requirements? (?:coverage|traceability|mapping))\b|^(?:備考|メモ|注意|注記|说明|备注|概要|概述|notas|заметки|notlar)/iu;

/** The role a heading's or label's words give to the boxes below it. */
export function roleOf(words: string): Role {
  const text = words.replace(/[*_`#]/g, '').trim();
  if (LEGEND.test(text)) return 'legend';
  if (CRITERIA.test(text)) return 'criteria';
  if (/external dependenc/iu.test(text)) return 'aside';
  if (DEPENDENCIES.test(text)) return 'dependencies';
  if (WORKLIST.test(text)) return 'work';
  if (ASIDE.test(text)) return 'aside';
  return NOTES.test(text.replace(/^[^\p{L}]+/u, '')) ? 'notes' : 'work';
}

/** A short line that introduces a list: `**Acceptance Criteria**:`, `Definition of Done`. */
export function labelRole(line: string): Role {
  const text = line
    .trim()
    .replace(/^(?:[-*+]|\d{1,9}[.)])\s+/, '')
    .replace(/^#{1,6}\s+/, '');
  const words = text.replace(/[*_`]/g, '').trim();
  if (words.length > 80 || words === '') return 'work';
  const shaped =
    /[:：]$/.test(words) || /^(?:\*\*|__).*(?:\*\*|__)[:：]?$/.test(text);
  if (!shaped) return 'work';
  const role = roleOf(words);
  return role === 'legend' || role === 'criteria'
    ? role
    : role === 'aside'
      ? 'aside'
      : 'work';
}

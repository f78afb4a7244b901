const WORD =
  '(?:checkpoint|check[ -]?point|チェックポイント|检查点|檢查點|체크포인트|punto de control|ponto de (?:verificação|controle|checagem)|point de contrôle|kontrol noktası|контрольная точка)';
const BEFORE =
  '(?:(?:the )?(?:final|last|first|second|third|mid(?:way)?|intermediate|interim|phase \\d+|milestone)\\s+|最終|最终|中間|中间|第\\S{1,4}?)?\\s*';
const OPENING = new RegExp(
  `^${BEFORE}${WORD}s?\\s*(?:\\d+(?:\\.\\d+)*|[a-z](?=\\s*[-:–—]))?\\s*(?:$|[-–—:：(（,，。.])`,
  'iu',
);
const ENSURE =
  /^(?:ensure|make sure|verify|confirm)\s+(?:that\s+)?all\s+(?:(?:unit|integration|existing|property)\s+)*tests?\s+(?:are\s+)?pass(?:ing)?\b|^确保(?:所有|全部)测试(?:均|都)?通过|^すべてのテストが(?:パス|通|成功)/iu;

/** Whether a task asks for green checks instead of work: "Checkpoint - Ensure all tests pass". */
export function isCheckpoint(
  title: string,
  details: readonly string[],
): boolean {
  const words = title
    .replace(/[*_`]/g, '')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .trim();
  if (OPENING.test(words)) return true;
  if (ENSURE.test(words)) return true;
  const body = details.map((line) => line.replace(/^[\s\-*+]+/, ''));
  const asks = body.some((line) => ENSURE.test(line));
  return asks && new RegExp(WORD, 'iu').test(words) && body.length <= 3;
}

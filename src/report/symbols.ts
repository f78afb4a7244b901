/** What a file makes known to others, by the first word of a line; enough to find a place, not a parser. */
const PATTERNS: readonly {
  readonly extensions: RegExp;
  readonly pattern: RegExp;
}[] = [
  {
    extensions: /\.[cm]?[jt]sx?$/,
    pattern:
      /^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|class|const|let|interface|type|enum)\s+([A-Za-z_$][\w$]*)/gm,
  },
  {
    extensions: /\.py$/,
    pattern: /^(?:async\s+)?(?:def|class)\s+([A-Za-z]\w*)/gm,
  },
  {
    extensions: /\.go$/,
    pattern: /^(?:func\s+(?:\([^)\n]*\)\s*)?|type\s+)([A-Z]\w*)/gm,
  },
  {
    extensions: /\.rs$/,
    pattern:
      /^\s*pub(?:\([^)\n]*\))?\s+(?:async\s+|unsafe\s+|const\s+)*(?:fn|struct|enum|trait|type|mod)\s+([A-Za-z_]\w*)/gm,
  },
  {
    extensions: /\.(?:java|kt|cs|swift|php|scala)$/,
    pattern:
      /^\s*(?:(?:public|open|final|abstract|sealed|static|data|internal)\s+)*(?:class|interface|enum|record|struct|object|protocol|trait)\s+([A-Za-z_]\w*)/gm,
  },
  { extensions: /\.rb$/, pattern: /^\s*(?:class|module)\s+([A-Z]\w*)/gm },
];

const LONGEST_FILE = 200_000;
const MOST_SYMBOLS = 6;

/** The names a source file exports, in their order, at most six. */
export function findSymbols(path: string, text: string): readonly string[] {
  const pattern = PATTERNS.find(({ extensions }) => extensions.test(path));
  if (pattern === undefined) return [];
  const names = [
    ...text.slice(0, LONGEST_FILE).matchAll(pattern.pattern),
  ].flatMap(([, name]) => name ?? []);
  return [...new Set(names)].slice(0, MOST_SYMBOLS);
}

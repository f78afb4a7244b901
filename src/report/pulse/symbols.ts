const SCRIPT = /\.[cm]?[jt]sx?$/;

/** What a file makes known to others, by the first word of a line; enough to find a place, not a parser. */
const PATTERNS: readonly {
  readonly extensions: RegExp;
  readonly pattern: RegExp;
}[] = [
  {
    extensions: SCRIPT,
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

/** `export { a, b as c }`, with or without `from`; the name others see is the last one. */
const LISTED = /^export\s+(?:type\s+)?\{([^}]*)\}/gm;

const LONGEST_FILE = 200_000;
const MOST_SYMBOLS = 6;

/** The names a source file exports, in their order, at most six. */
export function findSymbols(path: string, text: string): readonly string[] {
  const pattern = PATTERNS.find(({ extensions }) => extensions.test(path));
  if (pattern === undefined) return [];
  const read = text.slice(0, LONGEST_FILE);
  const names = [
    ...[...read.matchAll(pattern.pattern)].flatMap(([, name]) => name ?? []),
    ...(SCRIPT.test(path) ? listedNames(read) : []),
  ];
  return [...new Set(names)].slice(0, MOST_SYMBOLS);
}

const listedNames = (text: string): readonly string[] =>
  [...text.matchAll(LISTED)].flatMap(([, list = '']) =>
    list.split(',').flatMap((each) => {
      const name = each.trim().split(/\s+/).at(-1) ?? '';
      return /^[A-Za-z_$][\w$]*$/.test(name) && name !== 'default'
        ? [name]
        : [];
    }),
  );

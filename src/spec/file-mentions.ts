const EXTENSION =
  'astro|bash|bat|bicep|c|cc|cfg|cjs|clj|conf|cpp|cs|csproj|css|csv|cts|cxx|dart|env|erb|ex|exs|fish|gd|go|gradle|graphql|groovy|h|hbs|hcl|hook|hpp|hs|htm|html|http|ico|ini|ipynb|java|jl|jpg|js|json|json5|jsonc|jsonl|jsx|kt|kts|less|liquid|lock|lua|m|md|mdc|mdx|mjs|mk|ml|mm|mts|nix|njk|php|pl|png|prisma|properties|proto|ps1|pug|py|pyi|r|rake|rb|rs|rst|sass|scala|scss|sh|sln|sol|sql|svelte|svg|swift|tf|tfvars|tmpl|toml|ts|tsbuildinfo|tsv|tsx|txt|vb|vue|wasm|wxml|wxss|xml|yaml|yml|zig|zsh';
const BARE_NAMES =
  'Dockerfile|Makefile|Procfile|Gemfile|Rakefile|Jenkinsfile|Vagrantfile|LICENSE|CODEOWNERS';

/** Names that end like a file and are none: libraries, members, properties. */
const NOT_FILES =
  /^(?:node|vue|next|nuxt|express|three|d3|chart|react|alpine|discord|socket|fuse|moment|p5|backbone|ember|leaflet|bull|deno|babylon|pixi|phaser|ethers|web3|tensorflow|brain)\.js$|^(?:asp|ado|vb)\.net$|^(?:process|import\.meta|build|config|console|window|document|this|self|module|app|ctx|req|res)\.(?:env|c|h|m|r|d)$/iu;

const SEGMENT =
  '[\\p{L}\\p{N}_@$+%~.-]|\\[\\[?\\.{0,3}[\\p{L}\\p{N}_-]+\\]?\\]|\\([\\p{L}\\p{N}_.-]+\\)';
const ASCII =
  '[A-Za-z0-9_@$+%~.-]|\\[\\[?\\.{0,3}[A-Za-z0-9_-]+\\]?\\]|\\([A-Za-z0-9_.-]+\\)';
const TAIL = '(?:[:#]L?\\d+(?:[-:]L?\\d+)*)?';
const pathOf = (segment: string): RegExp =>
  new RegExp(
    `(?:[A-Za-z]:[\\\\/])?(?:\\.{0,2}[\\\\/])?(?:(?:${segment})+[\\\\/])*(?:(?:${segment})*\\.(?:${EXTENSION})|\\.(?:env|gitignore|npmrc|nvmrc|editorconfig|dockerignore|prettierrc|eslintrc)(?:\\.[a-z]+)?|(?:${BARE_NAMES}))(?![A-Za-z0-9_/\\\\*{])${TAIL}`,
    'gu',
  );
const IN_CODE = pathOf(SEGMENT);
const IN_PROSE = pathOf(ASCII);

/** Almost every word is none: this is what the patterns below are spared. */
const MAY_BE_FILE = new RegExp(
  `^[^*{}?]*(?:\\.\\p{L}|${BARE_NAMES})[^*{}?]*$`,
  'u',
);

/** Longer lines are data, not a description. */
const MAX_LINE = 20_000;

/**
 * The concrete files that a text mentions, in order: not globs, templates,
 * folders, URLs, routes, library names, or arguments inside a command.
 */
export function fileMentions(lines: readonly string[]): string[] {
  const found = new Set<string>();
  for (const line of lines) {
    if (line.length > MAX_LINE) continue;
    for (const part of line.split(/(`[^`]*`)/)) {
      const code = part.startsWith('`') && part.length > 2;
      const text = code ? part.slice(1, -1).trim() : part;
      if (code && /\s/.test(text)) continue;
      for (const file of filesIn(text, code)) found.add(file);
    }
  }
  return [...found];
}

function* filesIn(text: string, code: boolean): Generator<string> {
  const clean = text
    .replace(/\b[a-z][a-z+.-]{1,12}:\/\/\S+/giu, ' ')
    .replace(/\]\(([^)\s]*)\)/g, '] $1 ');
  for (const word of clean.split(code ? /\n/ : /[\s,;"'“”‘’<>|、，；。：]+/u)) {
    if (word.length > 300 || !MAY_BE_FILE.test(word)) continue;
    for (const match of word.matchAll(code ? IN_CODE : IN_PROSE)) {
      const before = word[match.index - 1] ?? '';
      if (/[A-Za-z0-9_/\\.@-]/.test(before)) continue;
      const after = word[match.index + match[0].length] ?? '';
      if (after === '(') continue;
      for (const file of alternatives(stripTail(match[0]))) yield file;
    }
  }
}

const stripTail = (path: string): string =>
  path.replace(/[:#]L?\d+(?:[-:]L?\d+)*$/, '').replace(/^\((.*)$/, '$1');

/** `index.md/log.md` names two files: nothing lies below a file. */
function alternatives(path: string): string[] {
  if (
    NOT_FILES.test(path) ||
    (/^\.[a-z0-9]{1,5}$/i.test(path) && path !== '.env')
  )
    return [];
  const parts = path.split('/');
  const file = new RegExp(`^[^.]+.*\\.(?:${EXTENSION})$`, 'u');
  const all = parts.length > 1 && parts.every((part) => file.test(part));
  return all ? parts.filter((part) => !NOT_FILES.test(part)) : [path];
}

const MASK = '[masked]';

/** Words that make a name key-like, where they stand between underscores. */
const KEY_WORDS = new Set(
  (
    'KEY KEYS APIKEY ACCESSKEY SECRETKEY TOKEN TOKENS AUTHTOKEN ACCESSTOKEN ' +
    'SECRET SECRETS PASSWORD PASSWORDS PASSWD PASSPHRASE PASS PWD ' +
    'CREDENTIAL CREDENTIALS CREDS COOKIE BEARER'
  ).split(' '),
);
/** Words that turn `TOKENS` into a number of them. */
const COUNT_WORDS = new Set(['MAX', 'MIN', 'LIMIT', 'COUNT', 'NUM', 'BUDGET']);

const wordsOf = (name: string): readonly string[] =>
  name.toUpperCase().split(/[^A-Z0-9]+/);

/**
 * Whether a variable's name says that its value is a secret (`OPENAI_API_KEY`,
 * not `MONKEY_RUNNER`, and not the shell's own `PWD`).
 */
export const isKeyLikeName = (name: string): boolean => {
  if (name === 'PWD' || name === 'OLDPWD') return false;
  const words = wordsOf(name);
  const isCount = words.some((word) => COUNT_WORDS.has(word));
  return words.some(
    (word) => KEY_WORDS.has(word) && !(word === 'TOKENS' && isCount),
  );
};

/** Names whose value says where a secret lies; the value itself is none. */
const isLocation = (name: string): boolean =>
  /_(PATH|FILE|DIR|HOME|SOCK)$/i.test(name) ||
  name === 'GOOGLE_APPLICATION_CREDENTIALS';

/** Values that are no secret whatever their name: switches and small numbers. */
const isPlain = (value: string): boolean => /^\d{1,11}$/.test(value);

/** The secret values of an environment: of key-like names, 8 characters and more. */
export const secretValues = (
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] => {
  const values = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || !isKeyLikeName(name) || isLocation(name)
      ? []
      : value.split(/\r?\n/),
  );
  const secrets = values
    .map((value) => value.trim())
    .filter((value) => value.length >= 8 && !isPlain(value));
  return [...new Set(secrets)].sort((a, b) => b.length - a.length);
};

/** Tokens that are recognised by how they look, whoever printed them. */
const SHAPES: readonly string[] = [
  // OpenAI, Anthropic, Stripe
  String.raw`\b[sr]k[-_](?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{20,}`,
  // GitHub
  String.raw`\bgh[pousr]_[A-Za-z0-9]{20,}`,
  String.raw`\bgithub_pat_[A-Za-z0-9_]{20,}`,
  String.raw`\bglpat-[A-Za-z0-9_-]{20,}`,
  // Google
  String.raw`\bAIza[A-Za-z0-9_-]{30,}`,
  String.raw`\bya29\.[A-Za-z0-9_-]{20,}`,
  // AWS
  String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`,
  // Slack, npm, Hugging Face
  String.raw`\bxox[abeprs]-[A-Za-z0-9-]{10,}`,
  String.raw`\bnpm_[A-Za-z0-9]{30,}`,
  String.raw`\bhf_[A-Za-z0-9]{30,}`,
  // JSON web tokens
  String.raw`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}`,
  // The password of a URL
  String.raw`(?<=\b[a-z][a-z0-9+.-]{0,20}://[^\s/:@"']{0,100}:)[^\s/:@"']{3,200}(?=@)`,
];

/** Takes secrets out of text; what it has masked once stays as it is. */
export type Mask = (text: string) => string;

/**
 * Makes the function that replaces the given secrets, and every token that is
 * recognised by its shape. The replacement is safe inside JSON.
 */
export const createMask = (secrets: readonly string[]): Mask => {
  const literals = secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .map((secret) => secret.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const pattern = new RegExp([...new Set(literals), ...SHAPES].join('|'), 'g');
  return (text) => text.replace(pattern, MASK);
};

/** Masks a stream of chunks: a secret that is cut between two is found too. */
export type MaskStream = {
  /** Text that is safe to write now. */
  push(text: string): string;
  /** The rest. */
  end(): string;
};

/** No secret that matters is longer; a line beyond it is cut without waiting. */
const LONGEST_SECRET = 4096;
const LONGEST_WAIT = 64 * 1024;

/** Holds back the unfinished last line, so that a secret is masked as a whole. */
export const createMaskStream = (mask: Mask): MaskStream => {
  let carry = '';
  return {
    push: (text) => {
      const lineEnd = text.lastIndexOf('\n');
      if (lineEnd === -1 && carry.length + text.length < LONGEST_WAIT) {
        carry += text;
        return '';
      }
      const safe = mask(carry + text);
      const end = safe.lastIndexOf('\n') + 1;
      const cut =
        safe.length - end > LONGEST_WAIT ? safe.length - LONGEST_SECRET : end;
      carry = safe.slice(cut);
      return safe.slice(0, cut);
    },
    end: () => {
      const rest = mask(carry);
      carry = '';
      return rest;
    },
  };
};

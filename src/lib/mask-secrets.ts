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

/** Passwords that stand in every tutorial: masked, they would only garble text. */
const KNOWN_TO_ALL = new Set(
  (
    'password passw0rd postgres postgresql changeme minioadmin localhost ' +
    'development production disabled undefined required'
  ).split(' '),
);

/** Values that are no secret whatever their name: switches, small numbers, common defaults. */
const isPlain = (value: string): boolean =>
  /^\d{1,11}$/.test(value) || KNOWN_TO_ALL.has(value.toLowerCase());

/**
 * Whether a value could as well be a word or two (`node-modules`): in prose it
 * is masked, in a path or a command it would mean something else.
 */
export const isWordLike = (secret: string): boolean =>
  secret.length < 20 && /^[a-z]+(?:[-_./ ][a-z]+)*$/i.test(secret);

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

/**
 * Where a token can begin: at a word's edge, or right after an escape of JSON,
 * whose letter belongs to the line break and not to the token.
 */
const EDGE = String.raw`(?:\b|(?<=\\[bfnrt]|\\u[\da-fA-F]{4}|%[\dA-F]{2}|\x1b\[[\d;]{0,12}m))`;

/** Tokens that are recognised by how they look, whoever printed them. */
const SHAPES: readonly string[] = [
  // OpenAI, Anthropic, Stripe
  String.raw`[sr]k[-_](?=[A-Za-z_-]{0,60}\d)[A-Za-z0-9_-]{20,}`,
  // GitHub
  String.raw`gh[pousr]_[A-Za-z0-9]{20,}`,
  String.raw`github_pat_[A-Za-z0-9_]{20,}`,
  String.raw`glpat-[A-Za-z0-9_-]{20,}`,
  // Google
  String.raw`AIza[A-Za-z0-9_-]{30,}`,
  String.raw`ya29\.[A-Za-z0-9_-]{20,}`,
  // AWS
  String.raw`(?:AKIA|ASIA)[A-Z0-9]{16}\b`,
  // Slack, npm, Hugging Face
  String.raw`xox[abeprs]-[A-Za-z0-9-]{10,}`,
  String.raw`npm_[A-Za-z0-9]{30,}`,
  String.raw`hf_[A-Za-z0-9]{30,}`,
  // JSON web tokens
  String.raw`eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}`,
];

/** What stands behind a sign that a secret follows. */
const PLACES: readonly string[] = [
  // The password of a URL
  String.raw`(?<=\b[a-z][a-z0-9+.-]{0,20}://[^\s/:@"']{0,100}:)[^\s/:@"']{3,200}(?=@)`,
  // A header that a program was told to send
  String.raw`(?<=\b[Bb]earer )[A-Za-z0-9._~+/-]{20,}`,
];

/** Takes secrets out of text; what it has masked once stays as it is. */
export type Mask = (text: string) => string;

/**
 * Makes the function that replaces the given secrets, and every token that is
 * recognised by its shape. The replacement is safe inside JSON.
 */
export const createMask = (secrets: readonly string[]): Mask => {
  const literals = [...new Set(secrets.flatMap(spellingsOf))]
    // The longest first: an escaped spelling may begin like the plain one.
    .sort((a, b) => b.length - a.length)
    .map((secret) => secret.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const shapes = `${EDGE}(?:${SHAPES.join('|')})`;
  const pattern = new RegExp([...literals, shapes, ...PLACES].join('|'), 'g');
  return (text) => text.replace(pattern, MASK);
};

/** How programs write a value: as it is, in JSON, in JSON inside JSON, in a URL. */
const spellingsOf = (secret: string): readonly string[] => {
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(/[\u0080-\uffff]/g, escaped);
  return [
    secret,
    json,
    ascii,
    // Go escapes these three, others the slash.
    json.replace(/[<>&]/g, escaped),
    ascii.replace(/[<>&]/g, escaped),
    json.replaceAll('/', String.raw`\/`),
    JSON.stringify(json).slice(1, -1),
    ...inUrl(secret),
  ];
};

const escaped = (character: string): string =>
  String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0');

const inUrl = (secret: string): readonly string[] => {
  try {
    return [encodeURIComponent(secret)];
  } catch {
    // Half a surrogate pair is in no URL.
    return [];
  }
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

/**
 * Holds back the unfinished last line as it came, so that a secret is masked as
 * a whole: a token of which only the half has come would be taken for the whole.
 */
export const createMaskStream = (mask: Mask): MaskStream => {
  let carry = '';
  return {
    push: (text) => {
      carry += text;
      const lineEnd = carry.lastIndexOf('\n') + 1;
      const end =
        carry.length - lineEnd > LONGEST_WAIT ? cutOf(carry, mask) : lineEnd;
      const whole = carry.slice(0, end);
      carry = carry.slice(end);
      return whole === '' ? '' : mask(whole);
    },
    end: () => {
      const rest = mask(carry);
      carry = '';
      return rest;
    },
  };
};

/**
 * Where an endless line is cut: far enough from its end for every secret that
 * has begun, at a blank or quotation mark where there is one, since no token
 * holds any, and not through a known secret: then both parts masked would not
 * be the whole masked.
 */
const cutOf = (text: string, mask: Mask): number => {
  const whole = mask(text);
  for (let end = text.length - LONGEST_SECRET; end > 0; end -= LONGEST_SECRET) {
    const cut = blankBefore(text, end);
    if (mask(text.slice(0, cut)) + mask(text.slice(cut)) === whole) return cut;
  }
  // One token from end to end: no secret is that long.
  return text.length;
};

const blankBefore = (text: string, end: number): number => {
  const from = Math.max(0, end - LONGEST_SECRET);
  for (let at = end; at > from; at -= 1)
    if (/[\s"']/.test(text.charAt(at - 1))) return at;
  return end;
};

import { join } from 'node:path';

/** Whether a CLI can log in, judged by what is there and never by its content. */
export type Login = {
  /** `unclear`: a configuration is there that may name a key of its own. */
  readonly status: 'present' | 'absent' | 'unclear';
  /** Names of the variables and paths of the files that say so. */
  readonly by: readonly string[];
  /** What a person should know beside it. */
  readonly note: string | null;
};

export type LoginOptions = {
  /** The environment the agent is going to get. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's own, which may hold a key that the agent does not get. */
  readonly userEnv: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: string;
  readonly isFile: (path: string) => boolean;
};

/** What a login looks like from outside. */
type Signs = {
  /** Variables, one of which is enough. */
  readonly keys: readonly string[];
  /** Files that a login leaves. */
  readonly logins: readonly string[];
  /** Files that may name a key, a key chain or a provider of their own. */
  readonly maybe: readonly string[];
  /** Variables that count only where such a file names them. */
  readonly maybeKeys?: readonly string[];
  /** It may work without any of them: by the system's key chain, or for free. */
  readonly mayNeedNone: boolean;
};

/** Looks for a backend's login; of a CLI of the user's own nothing is known. */
export const inspectLogin = (backend: string, options: LoginOptions): Login => {
  const read = Object.hasOwn(SIGNS, backend) ? SIGNS[backend] : undefined;
  if (read === undefined) return { status: 'unclear', by: [], note: null };
  const signs = read(options);
  const { env, userEnv } = options;
  const keys = signs.keys.filter((name) => isSet(env, name));
  const found = [...keys, ...signs.logins.filter(options.isFile)];
  const heldBack = signs.keys.filter(
    (name) => isSet(userEnv, name) && !isSet(env, name),
  );
  const notes = [
    ...(backend === 'gemini' ? [geminiNote(options)] : []),
    ...(found.length > 0 || heldBack.length === 0
      ? []
      : [`It does not get ${heldBack.join(', ')}: env.pass can name it.`]),
  ];
  const note = notes.length === 0 ? null : notes.join(' ');
  if (found.length > 0) return { status: 'present', by: found, note };
  const maybe = [
    ...(signs.maybeKeys ?? []).filter((name) => isSet(env, name)),
    ...signs.maybe.filter(options.isFile),
  ];
  const isOpen = maybe.length > 0 || signs.mayNeedNone;
  return { status: isOpen ? 'unclear' : 'absent', by: maybe, note };
};

const isSet = (env: LoginOptions['env'], name: string): boolean =>
  (env[name] ?? '') !== '';

const SIGNS: Readonly<Record<string, (options: LoginOptions) => Signs>> = {
  codex: ({ env, home }) => {
    const own = env['CODEX_HOME'] || join(home, '.codex');
    return {
      keys: ['CODEX_API_KEY'],
      logins: [join(own, 'auth.json')],
      maybe: [join(own, 'config.toml')],
      // `codex exec` 0.169.0 does not read it of itself; a provider's `env_key` may.
      maybeKeys: ['OPENAI_API_KEY'],
      mayNeedNone: false,
    };
  },
  gemini: ({ env, home }) => {
    const own = geminiHome(env, home);
    return {
      keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', ...enterpriseKeys(env)],
      logins: [join(own, '.env')],
      maybe: [join(own, 'settings.json'), join(own, 'oauth_creds.json')],
      mayNeedNone: false,
    };
  },
  claude: ({ env, home, platform }) => {
    const own = env['CLAUDE_CONFIG_DIR'] || join(home, '.claude');
    return {
      keys: [
        'ANTHROPIC_API_KEY',
        'ANTHROPIC_AUTH_TOKEN',
        'CLAUDE_CODE_OAUTH_TOKEN',
        'CLAUDE_CODE_USE_BEDROCK',
        'CLAUDE_CODE_USE_VERTEX',
      ],
      logins: [join(own, '.credentials.json')],
      maybe: [join(own, 'settings.json')],
      mayNeedNone: platform === 'darwin',
    };
  },
  opencode: ({ env, home }) => {
    const data = env['XDG_DATA_HOME'] || join(home, '.local', 'share');
    const config = env['XDG_CONFIG_HOME'] || join(home, '.config');
    return {
      keys: [...PROVIDER_KEYS, 'OPENCODE_CONFIG', 'OPENCODE_CONFIG_CONTENT'],
      logins: [join(data, 'opencode', 'auth.json')],
      maybe: ['opencode.json', 'opencode.jsonc', 'config.json'].map((name) =>
        join(config, 'opencode', name),
      ),
      mayNeedNone: true,
    };
  },
};

/** Keys of providers that opencode takes from its environment. */
const PROVIDER_KEYS = [
  'ANTHROPIC_API_KEY',
  'OPENAI_API_KEY',
  'GEMINI_API_KEY',
  'GOOGLE_GENERATIVE_AI_API_KEY',
  'OPENROUTER_API_KEY',
  'OPENCODE_API_KEY',
];

const geminiHome = (env: LoginOptions['env'], home: string): string =>
  join(env['GEMINI_CLI_HOME'] || home, '.gemini');

/** Variables of the enterprise logins; a project alone is not one of them. */
const enterpriseKeys = (env: LoginOptions['env']): readonly string[] =>
  isSet(env, 'GOOGLE_CLOUD_PROJECT')
    ? [
        'GOOGLE_GENAI_USE_VERTEXAI',
        'GOOGLE_GENAI_USE_GCA',
        'GOOGLE_APPLICATION_CREDENTIALS',
      ]
    : [];

const GEMINI_LOGINS =
  'No free, Pro or Ultra logins since 2026-06-18: API keys and enterprise accounts alone. Its successor is agy (Antigravity CLI).';

/** What a person would otherwise learn from the first failed attempt. */
function geminiNote({ env, home, isFile }: LoginOptions): string {
  const personal = join(geminiHome(env, home), 'oauth_creds.json');
  return isFile(personal)
    ? `${GEMINI_LOGINS} ${personal} is a Google login: it works for an enterprise account alone.`
    : GEMINI_LOGINS;
}

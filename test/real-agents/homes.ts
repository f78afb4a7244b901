import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What must be in a CLI's environment for it to live in a private home. */
export type Home = { readonly env: Readonly<Record<string, string>> };

/** How a private codex home differs from the usual one. */
export type CodexHomeOptions = {
  readonly model?: string;
  readonly key?: string;
  /** Of a request before its stream began, and of a broken stream. */
  readonly requestRetries?: number;
  readonly streamRetries?: number;
};

const codexConfig = (baseUrl: string, options: CodexHomeOptions): string => `\
model = "${options.model ?? 'gpt-5.5'}"
model_provider = "scripted"
check_for_update_on_startup = false

[analytics]
enabled = false

[features]
plugins = false
unbounded_connection_retries = false

[model_providers.scripted]
name = "scripted"
base_url = "${baseUrl}/v1"
wire_api = "responses"
env_key = "OPENAI_API_KEY"
request_max_retries = ${String(options.requestRetries ?? 0)}
stream_max_retries = ${String(options.streamRetries ?? 1)}
`;

/**
 * Makes a CODEX_HOME whose model is the scripted server, so that a plain
 * `codex exec` found on PATH needs nothing but this environment.
 */
export const codexHome = async (
  dir: string,
  baseUrl: string,
  options: CodexHomeOptions = {},
): Promise<Home> => {
  const home = join(dir, '.codex');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'config.toml'), codexConfig(baseUrl, options));
  return {
    env: { CODEX_HOME: home, OPENAI_API_KEY: options.key ?? 'scripted-key' },
  };
};

/** How a private Gemini home differs from the usual one. */
export type GeminiHomeOptions = {
  readonly key?: string;
  readonly maxAttempts?: number;
};

const geminiSettings = (maxAttempts: number): object => ({
  // Without a selected type and with a base URL the CLI picks a login of its
  // own and ends with exit code 41.
  security: { auth: { selectedType: 'gemini-api-key' } },
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  general: {
    enableAutoUpdate: false,
    enableAutoUpdateNotification: false,
    maxAttempts,
  },
});

/**
 * Makes a GEMINI_CLI_HOME whose model is the scripted server, so that a plain
 * `gemini` found on PATH needs nothing but this environment.
 */
export const geminiHome = async (
  dir: string,
  baseUrl: string,
  options: GeminiHomeOptions = {},
): Promise<Home> => {
  const folder = join(dir, '.gemini');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'settings.json'),
    `${JSON.stringify(geminiSettings(options.maxAttempts ?? 2), null, 2)}\n`,
  );
  return {
    env: {
      GEMINI_CLI_HOME: dir,
      GEMINI_API_KEY: options.key ?? 'scripted-key',
      GOOGLE_GEMINI_BASE_URL: baseUrl,
    },
  };
};

/**
 * Makes a CLAUDE_CONFIG_DIR whose model is the scripted server, so that a plain
 * `claude` found on PATH needs nothing but this environment.
 */
export const claudeHome = async (
  dir: string,
  baseUrl: string,
): Promise<Home> => {
  const home = join(dir, '.claude');
  await mkdir(home, { recursive: true });
  return {
    env: {
      CLAUDE_CONFIG_DIR: home,
      ANTHROPIC_BASE_URL: baseUrl,
      ANTHROPIC_API_KEY: 'scripted-key',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    },
  };
};

const opencodeConfig = (baseUrl: string): object => ({
  autoupdate: false,
  share: 'disabled',
  model: 'scripted/scripted-1',
  small_model: 'scripted/scripted-1',
  enabled_providers: ['scripted'],
  provider: {
    scripted: {
      npm: '@ai-sdk/openai-compatible',
      name: 'scripted',
      options: { baseURL: `${baseUrl}/v1`, apiKey: 'scripted-key' },
      models: { 'scripted-1': { limit: { context: 200_000, output: 8000 } } },
    },
  },
});

/**
 * Makes the folders of an opencode whose only provider is the scripted server,
 * so that a plain `opencode` found on PATH needs nothing but this environment.
 */
export const opencodeHome = async (
  dir: string,
  baseUrl: string,
): Promise<Home> => {
  const home = (name: string): string => join(dir, '.opencode', name);
  await mkdir(join(home('config'), 'opencode'), { recursive: true });
  await writeFile(
    join(home('config'), 'opencode', 'opencode.json'),
    `${JSON.stringify(opencodeConfig(baseUrl), null, 2)}\n`,
  );
  return {
    env: {
      XDG_CONFIG_HOME: home('config'),
      XDG_DATA_HOME: home('data'),
      XDG_STATE_HOME: home('state'),
      XDG_CACHE_HOME: home('cache'),
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
      npm_config_offline: 'true',
    },
  };
};

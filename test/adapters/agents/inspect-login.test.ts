import { describe, expect, test } from 'vitest';
import {
  inspectLogin,
  type Login,
  type LoginOptions,
} from '../../../src/adapters/agents/inspect-login.ts';

/** Looks where only these files and variables are. */
function look(
  backend: string,
  about: {
    readonly files?: readonly string[];
    readonly env?: LoginOptions['env'];
    readonly userEnv?: LoginOptions['env'];
    readonly platform?: string;
  },
): Login {
  const { files = [], env = {}, userEnv = env } = about;
  return inspectLogin(backend, {
    ...{ env, userEnv },
    home: '/home/a',
    platform: about.platform ?? 'linux',
    isFile: (path) => files.includes(path),
  });
}

describe('a login is there', () => {
  test.each([
    ['codex', { files: ['/home/a/.codex/auth.json'] }],
    ['codex', { env: { CODEX_API_KEY: 'k' } }],
    ['codex', { env: { CODEX_HOME: '/x' }, files: ['/x/auth.json'] }],
    ['gemini', { env: { GEMINI_API_KEY: 'k' } }],
    ['gemini', { files: ['/home/a/.gemini/.env'] }],
    ['gemini', { env: { GEMINI_CLI_HOME: '/g' }, files: ['/g/.gemini/.env'] }],
    [
      'gemini',
      { env: { GOOGLE_GENAI_USE_VERTEXAI: '1', GOOGLE_CLOUD_PROJECT: 'p' } },
    ],
    ['claude', { files: ['/home/a/.claude/.credentials.json'] }],
    ['claude', { env: { ANTHROPIC_API_KEY: 'k' } }],
    ['opencode', { files: ['/home/a/.local/share/opencode/auth.json'] }],
    ['opencode', { env: { ANTHROPIC_API_KEY: 'k' } }],
  ])('%s: %j', (backend, about) => {
    const login = look(backend, about);
    expect(login.status).toBe('present');
    expect(login.by).toHaveLength(1);
  });
});

describe('a login is not there', () => {
  test.each([
    ['codex', {}],
    ['codex', { env: { CODEX_API_KEY: '' } }],
    [
      'codex',
      { env: { CODEX_HOME: '/x' }, files: ['/home/a/.codex/auth.json'] },
    ],
    ['gemini', {}],
    // A project says who pays, not who asks.
    ['gemini', { env: { GOOGLE_CLOUD_PROJECT: 'p' } }],
    ['claude', {}],
  ])('%s: %j', (backend, about) => {
    expect(look(backend, about)).toMatchObject({ status: 'absent', by: [] });
  });
});

describe('nobody can tell from outside', () => {
  test.each([
    ['codex', { files: ['/home/a/.codex/config.toml'] }],
    ['codex', { env: { OPENAI_API_KEY: 'k' } }],
    ['gemini', { files: ['/home/a/.gemini/settings.json'] }],
    ['claude', { files: ['/home/a/.claude/settings.json'] }],
    ['claude', { platform: 'darwin' }],
    ['opencode', {}],
    ['kiro', {}],
  ])('%s: %j', (backend, about) => {
    expect(look(backend, about).status).toBe('unclear');
  });
});

test('a Google login of gemini is called what it is since personal ones ended', () => {
  const login = look('gemini', {
    files: ['/home/a/.gemini/oauth_creds.json'],
  });
  expect(login.status).toBe('unclear');
  expect(login.note).toContain('since 2026-06-18');
  expect(login.note).toContain('agy');
  expect(login.note).toContain('for an enterprise account alone');
});

test('a key that the agent does not get is named with the way to pass it', () => {
  const login = look('opencode', { userEnv: { OPENAI_API_KEY: 'k' } });
  expect(login.status).toBe('unclear');
  expect(login.note).toBe(
    'It does not get OPENAI_API_KEY: env.pass can name it.',
  );
});

import { describe, expect, test } from 'vitest';
import {
  agentEnvironment,
  checkEnvironment,
  withheldNames,
} from '../../../src/adapters/process/environment.ts';

const USER = {
  PATH: '/bin',
  HOME: '/home/me',
  MONKEY_RUNNER: 'yes',
  OPENAI_API_KEY: 'o',
  GEMINI_API_KEY: 'g',
  GOOGLE_APPLICATION_CREDENTIALS: '/creds.json',
  ANTHROPIC_API_KEY: 'a',
  GITHUB_TOKEN: 't',
  DB_PASSWORD: 'p',
  CLAUDECODE: '1',
  ORCHESTRATION_MARK: 'outer',
  ORCHESTRATION_UNIT: '9',
  ORCHESTRATION_LOOP_JOBS: '3',
  GITHUB_ENV: '/files/env',
  GITHUB_PATH: '/files/path',
};
const OWN = { mark: 'm-1', temporaryFolder: '/tmp/ol-x', portBase: 20_040 };

const agentEnv = (own_keys: readonly string[], pass: readonly string[] = []) =>
  agentEnvironment(USER, {
    ...OWN,
    own_keys,
    pass,
    set: { ORCHESTRATION_UNIT: '2.1', HOME: undefined },
  });

describe('the environment of an agent', () => {
  test('has everything but keys, and what the run adds', () => {
    expect(agentEnv([])).toEqual({
      PATH: '/bin',
      MONKEY_RUNNER: 'yes',
      TMPDIR: '/tmp/ol-x',
      ORCHESTRATION_LOOP_JOBS: '3',
      ORCHESTRATION_MARK: 'm-1',
      ORCHESTRATION_PORT_BASE: '20040',
      ORCHESTRATION_UNIT: '2.1',
    });
  });

  test('has the keys that belong to its program, and no others', () => {
    const env = agentEnv(['GEMINI_', 'GOOGLE_']);
    expect(env).toMatchObject({
      GEMINI_API_KEY: 'g',
      GOOGLE_APPLICATION_CREDENTIALS: '/creds.json',
    });
    expect(env).not.toHaveProperty('OPENAI_API_KEY');
    expect(env).not.toHaveProperty('ANTHROPIC_API_KEY');
    expect(env).not.toHaveProperty('GITHUB_TOKEN');
  });

  test('has a key of any other kind only where it is named', () => {
    expect(agentEnv([], ['GITHUB_TOKEN'])).toMatchObject({ GITHUB_TOKEN: 't' });
  });

  test('names what it holds back', () => {
    expect(
      withheldNames(USER, { own_keys: ['OPENAI_'], pass: ['DB_PASSWORD'] }),
    ).toEqual([
      'ANTHROPIC_API_KEY',
      'GEMINI_API_KEY',
      'GITHUB_TOKEN',
      'GOOGLE_APPLICATION_CREDENTIALS',
    ]);
  });
});

test("the environment of a check is the whole of the user's", () => {
  expect(checkEnvironment(USER, { ...OWN, set: {} })).toMatchObject({
    GITHUB_TOKEN: 't',
    DB_PASSWORD: 'p',
    HOME: '/home/me',
    ORCHESTRATION_MARK: 'm-1',
  });
});

import { describe, expect, test } from 'vitest';
import {
  chooseBackends,
  vendorsOf,
} from '../../../src/cli/settings/backends.ts';
import type { Limits } from '../../../src/engine/limits.ts';
import { cliOf } from '../../../src/model/backend.ts';
import type { ConfigFile, RoleName } from '../../../src/model/config.ts';

const NO_FLAGS = {
  code: null,
  ui: null,
  review: null,
  assign: null,
  integrate: null,
  orchestrate: null,
};

const choose = (options: {
  readonly installed: readonly string[];
  readonly flags?: Partial<Record<RoleName, string>>;
  readonly roles?: ConfigFile['roles'];
  readonly needed?: readonly RoleName[];
}): Promise<Limits['roles']> =>
  chooseBackends(
    {
      flags: { ...NO_FLAGS, ...options.flags },
      config: options.roles,
      needed: options.needed ?? ['code', 'review'],
    },
    {
      find: (name) =>
        Promise.resolve(
          options.installed.includes(cliOf(name)) ? `/bin/${name}` : null,
        ),
      installHint: (name) => Promise.resolve(`install ${name}`),
    },
  );

describe('the backends of a role', () => {
  test('are those that are installed, in the order of the defaults', async () => {
    const roles = await choose({ installed: ['claude', 'codex', 'gemini'] });
    expect(roles).toEqual({
      code: ['codex', 'claude', 'gemini'],
      ui: ['gemini', 'claude', 'codex'],
      review: ['codex', 'gemini', 'claude'],
      assign: ['codex'],
      integrate: [],
      orchestrate: ['claude', 'codex', 'gemini'],
    });
  });

  test('are what the config lists, with models, and nobody else', async () => {
    const roles = await choose({
      installed: ['codex', 'claude', 'gemini'],
      roles: {
        code: ['codex:gpt-5', 'codex:gpt-5-mini', 'opencode'],
        integrate: ['claude:opus'],
      },
    });
    expect(roles.code).toEqual(['codex:gpt-5', 'codex:gpt-5-mini']);
    expect(roles.integrate).toEqual(['claude:opus']);
  });

  test('begin with the one that a flag names', async () => {
    const { code } = await choose({
      installed: ['codex', 'claude'],
      flags: { code: 'claude:opus' },
    });
    expect(code).toEqual(['claude:opus', 'codex']);
  });

  test('of llm mode are any that are there, opencode first', async () => {
    const needed = ['orchestrate'] as const;
    const { orchestrate } = await choose({ installed: ['gemini'], needed });
    expect(orchestrate).toEqual(['gemini']);
    await expect(choose({ installed: [], needed })).rejects.toThrow(/opencode/);
  });

  test('that were asked for have to be there', async () => {
    await expect(
      choose({ installed: ['claude'], flags: { code: 'codex:gpt-5' } }),
    ).rejects.toThrow('codex:gpt-5 (code) is not on your PATH');
  });
});

test('vendors are what the config says, and what the model of a router says', () => {
  expect(
    vendorsOf({
      aider: { vendor: 'acme' },
      opencode: { model: 'anthropic/claude-sonnet-4-5' },
      codex: { model: 'gpt-5' },
    }),
  ).toEqual({ aider: 'acme', opencode: 'anthropic' });
});

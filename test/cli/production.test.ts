import { describe, expect, test, vi } from 'vitest';
import { importForProduction } from '../../src/cli/production.ts';

const nodeEnv = async (): Promise<string | undefined> =>
  process.env['NODE_ENV'];

describe('what uses React loads as production', () => {
  test('and the variable is gone for the processes started later', async () => {
    vi.stubEnv('NODE_ENV', undefined);
    expect(await importForProduction(nodeEnv)).toBe('production');
    expect(process.env).not.toHaveProperty('NODE_ENV');
  });

  test('also when loading fails', async () => {
    vi.stubEnv('NODE_ENV', undefined);
    const failing = importForProduction(() => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(process.env).not.toHaveProperty('NODE_ENV');
  });

  test('unless the user says otherwise', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    expect(await importForProduction(nodeEnv)).toBe('development');
    expect(process.env['NODE_ENV']).toBe('development');
  });
});

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { QUIRKS } from '../../../src/adapters/agents/conformance/quirks.ts';
import {
  runConformance,
  type ConformanceResult,
} from '../../../src/adapters/agents/conformance/run-conformance.ts';
import { createAgentProcesses } from '../../../src/adapters/process/create-processes.ts';
import { createEdge } from '../../../src/adapters/process/edge.ts';
import { aliveWithPrefix } from '../process/stage.ts';

const KIT = fileURLToPath(new URL('../../../conformance', import.meta.url));

describe('a CLI that', () => {
  let results: readonly ConformanceResult[];
  beforeAll(async () => {
    const { env } = process;
    results = await runConformance({
      processes: createAgentProcesses(createEdge({ env, graceMs: 500 })),
      kit: KIT,
      env,
      // The same in small; the sizes of doctor --conformance are the defaults.
      args: ['--bytes=67108864', '--start-ms=1000'],
    });
  }, 60_000);

  test.each(
    QUIRKS.map(({ name, title, expected }) => ({ name, title, expected })),
  )('$title ends as: $expected', ({ name, expected }) => {
    const result = results.find(({ quirk }) => quirk === name);
    expect(result?.seen).toBe(expected);
    expect(result?.ok).toBe(true);
  });

  test('ends, whatever it did, leaves no process', () => {
    expect(aliveWithPrefix('ol-kit-')).toEqual([]);
  });
});

test('the kit has a program for every quirk, and none besides', () => {
  const files = readdirSync(join(KIT, 'bin'));
  expect(files.sort()).toEqual(QUIRKS.map(({ name }) => name).sort());
  for (const file of files)
    expect(statSync(join(KIT, 'bin', file)).mode & 0o111).toBe(0o111);
});

test('the page on processes names them all, and how they have to end', () => {
  const page = readFileSync(join(KIT, '../references/processes.md'), 'utf8');
  const rows = page
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, name]) => QUIRKS.some((quirk) => quirk.name === name))
    .map(([, name, , expected]) => [name, expected]);
  expect(rows).toEqual(QUIRKS.map(({ name, expected }) => [name, expected]));
});

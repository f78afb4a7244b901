import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { expect, test } from 'vitest';
import { QUIRKS } from '../../src/adapters/agents/conformance/quirks.ts';
import { createEdge } from '../../src/adapters/process/edge.ts';
import { lookAtConformance } from '../../src/cli/doctor/conformance.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

test('a habit that ends otherwise than it has to is a problem, told as it comes', async () => {
  const kit = tempFolder();
  mkdirSync(join(kit, 'bin'));
  for (const { name } of QUIRKS) {
    // All of them end at once and say nothing, which is right for two.
    writeFileSync(join(kit, 'bin', name), '#!/bin/sh\nexit 0\n');
    chmodSync(join(kit, 'bin', name), 0o755);
  }
  const env = { PATH: process.env['PATH'], HOME: kit };
  const said: string[] = [];
  const { found, problems } = await lookAtConformance(
    {
      io: {
        stdin: new PassThrough() as unknown as ReadStream,
        stdout: new PassThrough(),
        stderr: new PassThrough(),
        ...{ env, cwd: kit },
      },
      ...{ workdir: kit, home: kit, privateFolder: kit },
      edge: createEdge({ env }),
    },
    {
      kit,
      signal: new AbortController().signal,
      say: (text) => said.push(text),
    },
  );
  expect(found).toHaveLength(QUIRKS.length);
  expect(said).toHaveLength(QUIRKS.length);
  const right = found.filter(({ ok }) => ok).map(({ quirk }) => quirk);
  expect(right.toSorted()).toEqual(['says-nothing', 'torn-end']);
  expect(problems).toHaveLength(QUIRKS.length - right.length);
  expect(problems[0]).toMatchObject({
    area: 'conformance',
    what: `A CLI that ${QUIRKS[0]?.title ?? ''} ends here as "crash"`,
    why: `it has to end as "${QUIRKS[0]?.expected ?? ''}"`,
  });
});

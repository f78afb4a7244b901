#!/usr/bin/env node
import module from 'node:module';
import { refusedNode } from './cli/node-version.ts';

const refusal = refusedNode(process.versions.node);
if (refusal === null) {
  // Node 22 and later keep compiled code between starts; 20 has no such function.
  (module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

  // Imported after that, so that it is cached too.
  const { main } = await import('./cli/main.ts');
  await main();
} else {
  process.stderr.write(refusal);
  // eslint-disable-next-line no-restricted-properties -- an old Node never gets to src/cli/main.ts
  process.exitCode = 1;
}

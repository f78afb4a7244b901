import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that is gone after the test. */
export function tempFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'orchestration-loop-'));
  const folder = realpathSync(made);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Plays a part step by step, spread over the time it takes. `stage` says each
 * step in the words of one CLI; `may_write` is false where that CLI was started
 * so that it only reads: then nothing is written, as with the real one.
 */
export async function play(part, { cwd, may_write, stage }) {
  const pause = part.ms / (part.files.length + 2);
  await sleep(pause);
  stage.says(part.says);
  for (const [path, content] of part.files) {
    await sleep(pause);
    const file = join(cwd, path);
    if (!may_write) {
      stage.refused(file);
      continue;
    }
    const kind = existsSync(file) ? 'update' : 'add';
    stage.begins(file, kind, content);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    stage.wrote(file, kind);
  }
  await sleep(pause);
}

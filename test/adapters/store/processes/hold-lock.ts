// Takes the locks of a spec, says `held` or `refused: …`, and keeps them until
// its stdin ends: node hold-lock.mjs WORKDIR SPEC [OUTPUT]
import { systemClock } from '../../../../src/adapters/clock/system-clock.ts';
import { resolveLayout } from '../../../../src/adapters/store/layout.ts';
import { acquireLock } from '../../../../src/adapters/store/lock.ts';

const [workdir = '.', specFolder = '.', output = null] = process.argv.slice(2);
const { locks } = resolveLayout({ workdir, specFolder, output });
// `ready` once everything is loaded; the line that follows is the start signal.
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
try {
  const lock = await acquireLock({
    places: locks,
    runId: `run-${process.pid}`,
    clock: systemClock,
  });
  process.stdout.write('held\n');
  await new Promise((resolve) => process.stdin.once('end', resolve));
  await lock[Symbol.asyncDispose]();
} catch (error) {
  process.stdout.write(`refused: ${String(error)}\n`);
  process.stdin.destroy();
}

import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** How much slower than an empty Node the help may start. */
const LIMIT = 1.6;
const ROUNDS = Number(process.argv[2] ?? 30);

const CASES: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  '--help': ['dist/bin.js', '--help'],
  'run --help': ['dist/bin.js', 'run', '--help'],
  '--version': ['dist/bin.js', '--version'],
  'a wrong flag': ['dist/bin.js', '--nope'],
};

function startMs(args: readonly string[]): number {
  const start = performance.now();
  const { error } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (error) throw error;
  return performance.now() - start;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

// In turns, so that a busy moment of the machine is shared by all; the first
// round only warms the caches.
const times = new Map(Object.keys(CASES).map((name) => [name, [] as number[]]));
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, args] of Object.entries(CASES)) {
    const ms = startMs(args);
    if (round > 0) times.get(name)?.push(ms);
  }
}

const base = median(times.get('node -e 0') ?? []);
console.log(`Node ${process.version}, median of ${ROUNDS} starts`);
for (const [name, values] of times) {
  const ms = median(values);
  console.log(
    `${name.padEnd(14)} ${ms.toFixed(1).padStart(7)} ms  ${(ms / base).toFixed(2)}`,
  );
}
const ratio = median(times.get('--help') ?? []) / base;
if (ratio > LIMIT) {
  console.error(
    `--help takes ${ratio.toFixed(2)} times an empty Node; at most ${LIMIT}`,
  );
  process.exitCode = 1;
}

import { performance } from 'node:perf_hooks';

import { measure } from '../test/simulation/measure.ts';

/*
 * How good the schedule is, on random plans: against a bound that no schedule
 * can beat, and against batches with a barrier and strict waves. The limits
 * hold for 30 units; smaller plans are shown.
 */

const JOBS = 3;
const GRAPHS = Number(process.argv[2] ?? 400);
const SIZES = [8, 16, 30];
const MEASURED = 30;
const GOALS =
  'ours at most 1.10 times the bound; batches at least 1.5 times as long as ours, waves 1.25 times';

const minutes = (ms: number): string => (ms / 60_000).toFixed(1).padStart(7);
const ratio = (value: number): string => value.toFixed(3).padStart(12);

process.stdout.write(
  `${GRAPHS} random plans each, ${JOBS} jobs; minutes on average\n` +
    'units   bound    ours batches   waves   ours/bound batches/ours   waves/ours\n',
);
for (const size of SIZES) {
  const start = performance.now();
  const { mean, ratios } = measure({ size, graphs: GRAPHS, jobs: JOBS });
  const msAPlan = (performance.now() - start) / GRAPHS;
  const cells = [
    String(size).padStart(5),
    ...[mean.bound, mean.ours, mean.batches, mean.waves].map(minutes),
    ...[ratios.toBound, ratios.ofBatches, ratios.ofWaves].map(ratio),
    `(${msAPlan.toFixed(1)} ms a plan)`,
  ];
  const isMissed =
    ratios.toBound > 1.1 || ratios.ofBatches < 1.5 || ratios.ofWaves < 1.25;
  if (size === MEASURED && isMissed) process.exitCode = 1;
  process.stdout.write(`${cells.join(' ')}\n`);
}
process.stdout.write(
  process.exitCode === 1
    ? `MISSED for ${MEASURED} units: ${GOALS}\n`
    : `met for ${MEASURED} units: ${GOALS}\n`,
);

import { taskId } from '../../../src/model/ids.ts';
import type { ReportData } from '../../../src/report/report-data.ts';
import { toSummary } from '../../../src/view/summary/summary.ts';
import { buildFinding } from '../../helpers/build-state.ts';
import { unit, World } from '../../helpers/world.ts';

const USAGE = {
  input_tokens: 12_000,
  cached_input_tokens: 4000,
  output_tokens: 900,
};

/** What a page is made from, at the end of a world. */
export const dataOf = (
  world: World,
  parts: Partial<ReportData> & { readonly requirements?: string[] } = {},
): ReportData => {
  const { requirements, ...rest } = parts;
  const { state, events, now, limits } = world;
  return {
    ...{ state, events, now, limits, diffs: new Map() },
    summary: toSummary(state, {
      ...{ now, events, limits },
      logs: '.orchestration/shop/attempts',
      pulse: '.kiro/specs/PROJECT_PULSE.md',
      flags: ['--spec', '.kiro/specs/shop'],
      ...(requirements === undefined ? {} : { requirements }),
    }),
    ...rest,
  };
};

/** A diff of one file with a hunk around line 40. */
export const DIFF = `diff --git a/src/3.ts b/src/3.ts
index 1111111..2222222 100644
--- a/src/3.ts
+++ b/src/3.ts
@@ -38,4 +38,5 @@ export function pay(cart: Cart) {
   const sum = total(cart);
-  return charge(sum);
+  if (sum < 0) throw new RangeError('negative');
+  return charge(sum, cart.currency);
 }

`;

/**
 * 1 goes well, 2 shares a file with it, 3 needs a fix and leaves a minor
 * finding, 4 never passes its review, 5 is a person's, 6 waits for 4. The runner
 * dies while 4 is at work, and is started again the next morning.
 */
export function roughRun(): World {
  const major = buildFinding({
    severity: 'major',
    file: 'src/3.ts',
    line: 40,
    description: 'The currency is **lost** on the way to `charge`',
  });
  const world = new World(
    [
      unit('1', {
        description: 'Keep the cart',
        requirements: ['1.1', '1.2'],
        writes: ['src/1.ts', 'src/cart.ts'],
      }),
      unit('2', {
        description: 'Show the cart',
        requirements: ['2.1'],
        writes: ['src/2.ts', 'src/cart.ts'],
      }),
      unit('3', {
        description: 'Pay for the cart in the currency of the shop',
        requirements: ['3.1'],
        needs: ['1'],
      }),
      unit('4', { description: 'Send the receipt', requirements: ['4.1'] }),
      unit('5', { description: 'Order the sign', manual: true }),
      unit('6', { description: 'Write it all down', needs: ['3', '4'] }),
    ],
    {
      limits: { hasChecks: true, jobs: 2 },
      script: {
        attempt: ({ role, task_id, n, backend }) => {
          const usage = {
            ...USAGE,
            cost_usd: backend === 'codex' ? null : 0.21,
          };
          const isRed =
            role === 'review' &&
            (task_id === '4' || (task_id === '3' && n < 2));
          if (!isRed) return { usage, minutes: role === 'review' ? 2 : 6 };
          const { description, file, line, severity } = major;
          return {
            usage,
            minutes: 2,
            verdict: {
              task_id,
              severity: 'major',
              summary: `Round ${n}: the currency is lost`,
              issues: [
                { severity, description, file: `src/${task_id}.ts`, line },
                { severity: 'minor', description: 'A name says little', file },
              ],
            },
          };
        },
      },
    },
  );
  world.settle();
  for (let i = 0; i < 7; i += 1) {
    world.step();
    world.settle();
  }
  world.now = new Date(Date.parse(world.now) + 13 * 3_600_000).toISOString();
  world.crash();
  return world.run();
}

/** The page's data of the rough run, with a diff and a requirement that nobody names. */
export const roughData = (): ReportData =>
  dataOf(roughRun(), {
    diffs: new Map([[taskId('3'), DIFF]]),
    requirements: ['1.1', '1.2', '2.1', '3.1', '4.1', '9.9'],
  });

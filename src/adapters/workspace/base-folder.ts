import { err, ok, type Result } from '../../lib/result.ts';
import type { Failure } from '../../model/failure.ts';
import { UserError } from '../../model/user-error.ts';
import type { BaseFolder } from '../../ports/workspace.ts';
import type { Bench } from './bench.ts';
import { ensureWorkdir, show } from './folders.ts';
import { setUp } from './setup.ts';
import { copySpec } from './spec-copy.ts';

/** Holder of the worktree that shows what the run started from. */
const BASE_HOLDER = 'base';

/** A folder of its own that shows the commit the run started from, made usable like any other. */
export const showBase = async (
  bench: Bench,
  commit: string,
  signal: AbortSignal,
): Promise<Result<BaseFolder, Failure>> => {
  const slot = bench.slots.acquire(BASE_HOLDER);
  const release = (): Promise<void> => bench.slots.save(slot, { holder: null });
  try {
    await show(bench, slot, { commit, clean: 'all', signal });
    const cwd = await ensureWorkdir(bench, slot);
    const failure = await setUp(bench, slot, 'clear');
    if (failure !== null) {
      await release();
      return err(failure);
    }
    await copySpec(bench.layout.spec, bench.top, slot.root);
    const { stdout } = await bench.git(['rev-parse', `${commit}^{tree}`], {
      cwd: bench.top,
    });
    return ok({ cwd, tree: stdout.trim(), release });
  } catch (error) {
    await release();
    if (!(error instanceof UserError)) throw error;
    return err({ type: 'crash', message: error.message });
  }
};

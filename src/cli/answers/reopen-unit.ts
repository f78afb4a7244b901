import { revertEnded } from '../../engine/settle/revert-ended.ts';
import { reopen } from '../../engine/settle/reopen.ts';
import type { EventBody } from '../../model/event.ts';
import { err, ok } from '../../lib/result.ts';
import type { Result } from '../../lib/result.ts';
import type { Ledger } from '../../loop/ledger.ts';
import { taskId } from '../../model/ids.ts';
import type { State } from '../../model/state.ts';
import { unitOf } from '../../model/state-access.ts';
import { UserError } from '../../model/user-error.ts';
import type { InboxRequest } from '../../ports/inbox.ts';
import type { RevertRequest, Workspace } from '../../ports/workspace.ts';

type Reopening = Omit<Extract<InboxRequest, { type: 'reopen' }>, 'type'> & {
  /** No loop runs: what the state has underway died with the last one. */
  readonly isAlone?: boolean;
};

/**
 * Takes a unit and what needs it up again; with `revert` their commits are
 * taken back first. Where that cannot be, nothing is reopened.
 */
export async function reopenUnit(
  ledger: Ledger,
  request: Reopening,
  workspace: () => Promise<Pick<Workspace, 'revert'>>,
): Promise<Result<null, string>> {
  const planned = reopen(ledger.state(), request.task_id, request.by);
  if (!planned.ok) return planned;
  const facts: EventBody[] = [];
  if (request.revert) {
    const units = planned.value.flatMap(({ task_id }) => {
      const { commit } = unitOf(ledger.state(), task_id);
      return commit === null ? [] : [{ task_id, commit }];
    });
    const reverted = await revert(ledger, { request, units }, workspace);
    if (!reverted.ok) return reverted;
    facts.push(...reverted.value);
  }
  // Something may have been completed on top of it in the meantime.
  const moves = reopen(ledger.state(), request.task_id, request.by);
  // In one go: a unit whose commit is gone must never count as completed.
  ledger.append(...facts, ...(moves.ok ? moves.value : []));
  if (!moves.ok) return moves;
  return ok(null);
}

/** Puts the commits on the branch that take the units back; returns what is to be written down of it, or why not. */
async function revert(
  ledger: Ledger,
  {
    request,
    units,
  }: {
    readonly request: Reopening;
    readonly units: readonly RevertRequest[];
  },
  workspace: () => Promise<Pick<Workspace, 'revert'>>,
): Promise<Result<readonly EventBody[], string>> {
  if (units.length === 0) return ok([]);
  const busy = request.isAlone === true ? null : busyBranch(ledger.state());
  if (busy !== null) return err(busy);
  const task_id = taskId(request.task_id);
  ledger.append({ type: 'revert_started', task_id });
  const done = await tryRevert(units, workspace);
  if (done.ok) return ok([revertEnded(task_id, done)]);
  ledger.append(revertEnded(task_id, done));
  return done;
}

async function tryRevert(
  units: readonly RevertRequest[],
  workspace: () => Promise<Pick<Workspace, 'revert'>>,
): ReturnType<Workspace['revert']> {
  try {
    return await (await workspace()).revert(units);
  } catch (error) {
    // A held lock, a branch that somebody moved: the person can do something.
    if (error instanceof UserError) return err(error.message);
    throw error;
  }
}

/** One thing at a time is put on the integration branch. */
function busyBranch(state: State): string | null {
  const isBusy =
    state.integrating !== null ||
    state.is_landing ||
    state.learning.status === 'running';
  return isBusy
    ? 'the integration branch is being worked on right now: try again in a moment'
    : null;
}

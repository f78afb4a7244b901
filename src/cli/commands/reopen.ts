import { userInfo } from 'node:os';
import type { CommandModule } from '../command.ts';
import type { REOPEN_OPTIONS, ReopenOptions } from '../option-tables.ts';
import { runnerMarks } from '../../adapters/process/runner-marks.ts';
import { settleLeftovers } from '../../adapters/process/settle-leftovers.ts';
import { openWorkspace } from '../../adapters/workspace/open-workspace.ts';
import { reopen } from '../../engine/settle/reopen.ts';
import type { UnitStatusChange } from '../../model/event.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import { usageError } from '../../model/user-error.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { oneLine } from '../../view/terminal-text.ts';
import { command as commandLine } from '../../view/decisions.ts';
import type { Io } from '../command.ts';
import { askConsent } from '../consent.ts';
import { askRun } from '../answers/ask-run.ts';
import { readKnownRun } from '../records/known-run.ts';
import { openPlace } from '../records/place.ts';
import { prepareRun } from '../run/prepare-run.ts';
import { readPlaceOptions, readSettings } from '../settings/read-settings.ts';
import { neverStarted } from '../records/never-started.ts';
import { reopenUnit } from '../answers/reopen-unit.ts';
import { sayAnswer } from '../answers/say-answer.ts';
import { sayNext } from '../answers/say-next.ts';

/** Takes a finished unit up again, whether the run is up or not; the next start does it anew. */
export const command: CommandModule<typeof REOPEN_OPTIONS> = {
  run: async ({ args, options }, io) => {
    const [id = ''] = args;
    const place = await openPlace(readPlaceOptions(options, io));
    const request = {
      type: 'reopen',
      task_id: id,
      revert: options.revert === true,
      by: userInfo().username,
    } as const;
    // What is known to be wrong is refused before anybody is bothered with it.
    const state = readKnownRun(place.layout);
    if (state.run === null) throw neverStarted(place);
    const planned = reopen(state, id, request.by);
    if (!planned.ok)
      throw usageError(
        planned.error,
        `See what there is: ${commandLine(['status', ...place.flags])}`,
      );
    if (!(await isMeant(planned.value, options, io))) {
      io.stderr.write('Nothing was reopened.\n');
      return EXIT_CODES.halted;
    }
    const said = await askRun({ place, options, io }, request, (ledger) =>
      reopenUnit(ledger, { ...request, isAlone: true }, () =>
        workspaceOf(options, io),
      ),
    );
    const { status } = said;
    if (status === 'refused') {
      io.stderr.write(`${id} is not reopened: ${oneLine(said.reason)}\n`);
      return EXIT_CODES.halted;
    }
    const { json } = options;
    sayAnswer(
      { status, units: planned.value.map(({ task_id }) => task_id) },
      status === 'accepted'
        ? `${idsOf(planned.value)} reopened.`
        : `${id} is reopened as soon as the run can.`,
      { json, io },
    );
    if (status === 'accepted' && json !== true) sayNext(place, io);
    return EXIT_CODES.complete;
  },
};

const idsOf = (moves: readonly UnitStatusChange[]): string => {
  const ids = moves.map(({ task_id }) => oneLine(task_id)).join(', ');
  return `${ids} ${moves.length === 1 ? 'is' : 'are'}`;
};

/** Says what goes back to where, and asks; without a terminal only `--yes` means it. */
async function isMeant(
  moves: readonly UnitStatusChange[],
  { yes, revert }: ReopenOptions,
  io: Io,
): Promise<boolean> {
  if (yes === true) return true;
  const [unit] = moves;
  const code =
    revert === true
      ? 'Their commits are reverted on the integration branch.'
      : 'Their code stays.';
  for (const { task_id, from, reason } of moves) {
    io.stderr.write(
      `${oneLine(task_id)}: ${from} -> not started (${oneLine(reason)})\n`,
    );
  }
  io.stderr.write(`${code}\n`);
  if (!io.stdin.isTTY) {
    throw usageError(
      'nobody can be asked here',
      'Say --yes where this is what you want.',
    );
  }
  return askConsent(`Reopen ${oneLine(unit?.task_id ?? '')}?`, io);
}

/** The run's repository, without a run: opened under the lock that its records are held by. */
async function workspaceOf(
  options: ReopenOptions,
  io: Io,
): Promise<Pick<Workspace, 'revert'>> {
  const settings = await readSettings(options, io);
  const prepared = await prepareRun(settings, io, { needsAgents: false });
  const { edge, place } = prepared;
  await settleLeftovers(edge, runnerMarks(place.layout.folder));
  return openWorkspace(prepared.workspaceOptions, prepared.inspection);
}

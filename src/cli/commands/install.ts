import { join } from 'node:path';
import { unreachable } from '../../lib/unreachable.ts';
import { EXIT_CODES, type ExitCode } from '../../model/exit-codes.ts';
import { usageError, UserError } from '../../model/user-error.ts';
import { oneLine } from '../../view/terminal-text.ts';
import type { CommandModule, Io } from '../command.ts';
import { removeTarget, writeTarget } from '../install/change-files.ts';
import { chooseTools } from '../install/choose-tools.ts';
import { lookAt, type Found, type Target } from '../install/look.ts';
import { findPlaces, type Places } from '../install/places.ts';
import {
  callsText,
  doneText,
  pathText,
  type Done,
} from '../install/say-done.ts';
import type { INSTALL_OPTIONS, InstallOptions } from '../option-tables.ts';
import { askConsent } from '../consent.ts';
import { canAsk } from '../is-terminal.ts';

/** Puts /orchestrate where coding tools look for commands, and takes it away again. */
export const command: CommandModule<typeof INSTALL_OPTIONS> = {
  run: async ({ options }, io) => {
    if (options.user === true && options.project === true) {
      throw usageError('--user and --project are both given', 'Give one.');
    }
    const scope = options.user === true ? 'user' : 'project';
    const places = findPlaces(scope, io);
    const tools = await chooseTools(options, places, io);
    const targets = tools.flatMap(({ name, files }) =>
      files.map((file): Target => {
        const place = places.of[name];
        return { tool: name, file, place, path: join(place.folder, file.path) };
      }),
    );
    if (options.remove === true) {
      return removeAll(targets, { places, options, io });
    }
    const done = await installAll(targets, { places, options, io });
    io.stdout.write(doneText(places, done));
    if (options.dryRun !== true) io.stdout.write(callsText(tools));
    return EXIT_CODES.complete;
  },
};

type Context = {
  readonly places: Places;
  readonly options: InstallOptions;
  readonly io: Io;
};

/** Nothing is written before everything was looked at: it is all or a refusal. */
async function installAll(
  targets: readonly Target[],
  context: Context,
): Promise<readonly Done[]> {
  const { options, io } = context;
  const isDry = options.dryRun === true;
  refuse(targets, context, ['blocked']);
  if (!isDry && !canAsk(io)) refuse(targets, context, ['changed', 'foreign']);
  const done: Done[] = [];
  for (const target of targets) {
    const what = isDry
      ? wouldDo(lookAt(target))
      : await installOne(target, context);
    done.push({ target, what });
  }
  return done;
}

/** Looks once more: two tools may reach one file by a link. */
async function installOne(
  target: Target,
  { places, io }: Context,
): Promise<string> {
  const found = lookAt(target);
  if (found.status === 'same') return 'is there';
  if (isInTheWay(found)) {
    const question = `${pathText(places, target)} ${oneLine(found.why)}. Replace it?`;
    if (!(await askConsent(question, io))) return 'left as it is';
  }
  writeTarget(target);
  return found.status === 'absent' ? 'written' : 'replaced';
}

function wouldDo(found: Found): string {
  switch (found.status) {
    case 'absent':
      return 'would be written';
    case 'same':
      return 'is there';
    case 'older':
      return 'would be replaced';
    case 'changed':
    case 'foreign':
    case 'blocked':
      return `is in the way: it ${oneLine(found.why)}`;
    default:
      return unreachable(found);
  }
}

type InTheWay = Extract<Found, { why: string }>;

const isInTheWay = (found: Found): found is InTheWay => 'why' in found;

function refuse(
  targets: readonly Target[],
  { places }: Context,
  statuses: readonly Found['status'][],
): void {
  const reasons = targets.flatMap((target) => {
    const found = lookAt(target);
    return isInTheWay(found) && statuses.includes(found.status)
      ? [`${pathText(places, target)} ${oneLine(found.why)}.`]
      : [];
  });
  if (reasons.length === 0) return;
  const asks = statuses.includes('changed')
    ? ', or start this in a terminal: it asks there before it replaces a file'
    : '';
  throw new UserError(reasons.join('\n'), {
    hint: `Nothing was written. Move what is in the way and start again${asks}.`,
  });
}

/** Takes away what is ours and as we wrote it; without a question, because the rest stays. */
function removeAll(
  targets: readonly Target[],
  { places, options, io }: Context,
): ExitCode {
  const isDry = options.dryRun === true;
  const looked = targets.map((target) => ({ target, found: lookAt(target) }));
  const done = looked.flatMap(({ target, found }): Done[] => {
    if (found.status === 'absent') return [];
    if (isInTheWay(found))
      return [{ target, what: `stays: it ${oneLine(found.why)}` }];
    // By a link of a folder it may be gone already, with another tool's file.
    const isGone = !isDry && lookAt(target).status === 'absent';
    if (!isDry && !isGone) removeTarget(target);
    return [{ target, what: isDry ? 'would be removed' : 'removed' }];
  });
  io.stdout.write(
    done.length === 0
      ? `Nothing of it is ${places.scope === 'user' ? 'in your home' : 'in this project'}.\n`
      : doneText(places, done),
  );
  const isLeft = looked.some(({ found }) => found.status === 'changed');
  return isLeft ? EXIT_CODES.halted : EXIT_CODES.complete;
}

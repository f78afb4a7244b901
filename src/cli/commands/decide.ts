import { userInfo } from 'node:os';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import type { CommandModule } from '../command.ts';
import type { DECIDE_OPTIONS, DecideOptions } from '../option-tables.ts';
import { createMask, secretValues } from '../../lib/mask-secrets.ts';
import { EXIT_CODES } from '../../model/exit-codes.ts';
import type { ExitCode } from '../../model/exit-codes.ts';
import { usageError, type UserError } from '../../model/user-error.ts';
import { decisionsText } from '../../report/decisions-text.ts';
import { command as commandLine, openDecisions } from '../../view/decisions.ts';
import type { Io } from '../command.ts';
import { answerDecision } from '../answers/answer-decision.ts';
import { sayAnswer } from '../answers/say-answer.ts';
import { sayNext } from '../answers/say-next.ts';
import { askRun } from '../answers/ask-run.ts';
import { readKnownRun } from '../records/known-run.ts';
import { neverStarted } from '../records/never-started.ts';
import { openPlace } from '../records/place.ts';
import type { Place } from '../records/place.ts';
import { readPlaceOptions } from '../settings/read-settings.ts';
import { toJsonText } from '../../report/lines/ndjson.ts';

/** Lists the open decisions, or answers one, whether the run is up or not. */
export const command: CommandModule<typeof DECIDE_OPTIONS> = {
  run: async ({ args, options }, io) => {
    const place = await openPlace(readPlaceOptions(options, io));
    const [id] = args;
    if (id !== undefined) return answer(id, { options, place, io });
    const open = openDecisions(readKnownRun(place.layout));
    io.stdout.write(
      options.json === true
        ? toJsonText(open)
        : decisionsText(open, {
            flags: place.flags,
            now: systemClock.now(),
            ...widthOf(io.stdout),
          }),
    );
    return EXIT_CODES.complete;
  },
};

/** Columns of the terminal; nothing where it is none. */
const widthOf = (stream: NodeJS.WritableStream): { columns?: number } =>
  'columns' in stream && typeof stream.columns === 'number'
    ? { columns: stream.columns }
    : {};

const wrongAnswer = (reason: string, { flags }: Place): UserError =>
  usageError(reason, `See what is open: ${commandLine(['decide', ...flags])}`);

async function answer(
  id: string,
  {
    options,
    place,
    io,
  }: {
    readonly options: DecideOptions;
    readonly place: Place;
    readonly io: Io;
  },
): Promise<ExitCode> {
  if (options.option === undefined) {
    throw usageError(
      `which answer to ${id}?`,
      `With its number: ${commandLine(['decide', id, '--option', 'N', ...place.flags])}`,
    );
  }
  const request = {
    type: 'decide',
    decision_id: id,
    option: options.option,
    note: createMask(secretValues(io.env))(options.note ?? '') || null,
    by: userInfo().username,
  } as const;
  // What is known to be wrong is refused before anybody is bothered with it.
  const state = readKnownRun(place.layout);
  if (state.run === null) throw neverStarted(place);
  const known = answerDecision(state, request);
  if (!known.ok) throw wrongAnswer(known.error, place);
  const said = await askRun({ place, options, io }, request, (ledger) => {
    const answered = answerDecision(ledger.state(), request);
    if (answered.ok) ledger.append(answered.value);
    return Promise.resolve(answered);
  });
  if (said.status === 'refused') throw wrongAnswer(said.reason, place);
  const isTaken = said.status === 'accepted';
  const text = `${id} is answered${isTaken ? '.' : '; the run takes it up when it can.'}`;
  const { json } = options;
  sayAnswer({ status: said.status, decision: id }, text, { json, io });
  if (isTaken && json !== true) sayNext(place, io);
  return EXIT_CODES.complete;
}

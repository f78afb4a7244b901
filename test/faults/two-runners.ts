import { readJournal } from '../../src/adapters/store/read-journal.ts';
import { Arena, type Started } from './arena.ts';

/** What came of starting two at once, again and again. */
export type Rounds = {
  readonly rounds: number;
  readonly wrong: readonly string[];
};

/**
 * Starts two runners together: one goes on, the other is told who has the run.
 * The one that goes on is killed, so that every round but the first meets a
 * dead holder's lock.
 */
export async function startTwo(rounds: number, bin?: string): Promise<Rounds> {
  using arena = new Arena({
    mode: 'worktree',
    ...(bin === undefined ? {} : { bin }),
  });
  const wrong: string[] = [];
  for (let round = 1; round <= rounds; round += 1)
    for (const what of await playRound(arena))
      wrong.push(`round ${round}: ${what}`);
  const { events } = readJournal(arena.journal);
  const starts = events.filter(({ type }) => type === 'run_started').length;
  if (starts > rounds) wrong.push(`${starts} starts wrote to the journal`);
  return { rounds, wrong };
}

async function playRound(arena: Arena): Promise<readonly string[]> {
  const two = [arena, arena].map((each) =>
    each.go({ env: { FAULTS_PAUSE: '30' } }),
  );
  const numbered = two.map(async (start, place) => ({
    place,
    ended: await start.ended,
  }));
  const first = await Promise.race(numbered);
  const winner = two[1 - first.place] as Started;
  const isAlive =
    winner.child.exitCode === null && winner.child.signalCode === null;
  winner.child.kill('SIGKILL');
  const { output } = await winner.ended;
  return [
    ...(isAlive ? [] : [`both ended: ${output}`]),
    ...(first.ended.exitCode === 1
      ? []
      : [`the loser ended with ${first.ended.exitCode}`]),
    ...(/is in use by process \d+/.test(first.ended.output)
      ? []
      : [`the loser was told: ${first.ended.output.slice(-300)}`]),
  ];
}
